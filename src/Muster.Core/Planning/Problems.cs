using System.Globalization;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;
using Muster.Core.Reporting;

namespace Muster.Core.Planning;

/// <summary>The wording of what a person should look at, in one place, so that app, API and CLI say the same.</summary>
public static class Problems
{
    /// <summary>Several directory groups have exactly this name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="candidates">The directory groups that have it.</param>
    /// <param name="exists">Whether a group here has the name already, so that it only needs linking.</param>
    public static PlanProblem Ambiguous(string name, IReadOnlyList<DirectoryGroup> candidates, bool exists = true) =>
        new(
            "ambiguousName",
            name,
            $"{candidates.Count} directory groups are called '{name}'. Pick one: {(exists ? "" : $"muster groups create \"{name}\", then ")}muster groups pick \"{name}\", or muster groups link \"{name}\" --to OBJECT_ID. Candidates: {string.Join("; ", candidates.Select(Describe))}.",
            [.. candidates.Select(candidate => candidate.Id.ToString())]
        );

    /// <summary>No directory group has exactly this name.</summary>
    public static PlanProblem Unmatched(string name, IReadOnlyList<NearMiss> nearMisses) =>
        new(
            "unmatched",
            name,
            nearMisses.Count == 0
                ? $"No directory group is called exactly '{name}'. Check the name with: muster groups discover --search TEXT."
                : $"No directory group is called exactly '{name}'. Close, but not a match: {string.Join("; ", nearMisses)}.",
            [.. nearMisses.Select(miss => miss.Group.Id.ToString())]
        );

    /// <summary>The pinned directory group is gone.</summary>
    public static PlanProblem SourceDeleted(string name, ObjectId id) =>
        new(
            "sourceDeleted",
            name,
            $"The directory group of '{name}' ({id}) was deleted. Its memberships stay as they are. Retire it (muster groups retire \"{name}\") or link it to another group (muster groups relink \"{name}\" --to OBJECT_ID)."
        );

    /// <summary>The pinned directory group is gone and another one has its name now.</summary>
    public static PlanProblem ReusedName(string name, ObjectId old, DirectoryGroup now) =>
        new(
            "reusedName",
            name,
            $"The directory group of '{name}' ({old}) was deleted, and another one has its name now: {Describe(now)}. It is not linked by itself: muster groups relink \"{name}\" --to {now.Id}, or retire the old one: muster groups retire \"{name}\".",
            [now.Id.ToString()]
        );

    /// <summary>A person undid a run, and the group waits (INV-23).</summary>
    /// <param name="name">Name of the group.</param>
    /// <param name="until">When the pause ends by itself; null for never.</param>
    public static PlanProblem Paused(string name, DateTimeOffset? until = null) =>
        new(
            "paused",
            name,
            until is { } end
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{name}' is paused since a run was undone; no sync touches it until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC, or until: muster groups resume \"{name}\"."
                )
                : $"'{name}' is paused since a run was undone; no sync touches it until: muster groups resume \"{name}\"."
        );

    /// <summary>The directory decides about the members of a linked group; nobody edits them by hand.</summary>
    public static PlanProblem OwnedByDirectory(string name, ObjectId? source) =>
        new(
            "ownedByDirectory",
            name,
            $"'{name}' is linked: its members and owners are decided in the directory{(source is { } id ? $" (group {id})" : "")}. Change them there. To make an exception here, with a reason and an end date: muster exceptions add --group \"{name}\" --user USER --include --reason TEXT --until DATE (or --exclude)."
        );

    /// <summary>The setting on protected people names nobody.</summary>
    public static PlanProblem ProtectedUnknown(string name) =>
        new(
            "protectedUnknown",
            name,
            $"The setting protectedUsers names '{name}', but no user here has that UPN or object id, so nobody is protected by it. Look with: muster users list --search TEXT."
        );

    /// <summary>The directory renamed a group to a name that another group here keeps.</summary>
    public static PlanProblem RenameClash(string name, string wanted) =>
        new(
            "renameClash",
            name,
            $"The directory renamed '{name}' to '{wanted}', but another group here has that name. It keeps its old name until the other one is renamed, retired or unlinked."
        );

    /// <summary>Two groups here are pinned to one directory group.</summary>
    public static PlanProblem ClaimedTwice(string name, string owner) =>
        new(
            "claimedTwice",
            name,
            $"'{name}' is pinned to the directory group that feeds '{owner}' already. One directory group feeds one group: '{name}' is left as it is until it is unlinked (muster groups unlink \"{name}\") or linked to another (muster groups relink \"{name}\" --to OBJECT_ID)."
        );

    /// <summary>The directory renamed a group whose policy is to unlink it then.</summary>
    public static PlanProblem UnlinkedByRename(string name, DirectoryGroup source) =>
        new(
            "unlinkedByRename",
            name,
            $"The directory calls the group of '{name}' '{source.Name}' now, and the policy for renames is unlink: '{name}' stops following {source.Id}, and its members stay as local ones. To follow it again: muster groups set \"{name}\" --on-rename keep, then muster groups link \"{name}\" --to {source.Id}.",
            [source.Id.ToString()]
        );

    /// <summary>Groups that contain each other.</summary>
    /// <param name="way">The way round, the first group again at the end.</param>
    public static PlanProblem NestedInCircle(IReadOnlyList<PlatformGroup> way) =>
        new(
            "nestedInCircle",
            way[0].Name,
            $"These groups contain each other in the directory: {string.Join(" → ", way.Select(group => $"'{group.Name}'"))}. Each keeps its own people; nothing has to be done."
        );

    /// <summary>A directory group whose name cannot be one here.</summary>
    public static PlanProblem UnusableName(ObjectId id, string fault) =>
        new("badName", id.ToString(), $"Directory group {id} cannot be created here. {fault}");

    /// <summary>The name belongs to a group that follows another directory.</summary>
    public static PlanProblem NameOfOtherConnection(string name, ObjectId wanted) =>
        new(
            "nameTaken",
            name,
            $"'{name}' follows a group of another connection; directory group {wanted} has the same name. Names are unique here: rename one of them in its directory.",
            [wanted.ToString()]
        );

    /// <summary>A name that meets none of the workspace's naming conventions.</summary>
    public static PlanProblem OffConvention(string name, IEnumerable<string> patterns) =>
        new(
            "namingConvention",
            name,
            $"'{name}' meets none of the naming conventions of this workspace ({string.Join(", ", patterns.Select(pattern => $"'{pattern}'"))}). Choose another name, or change the setting groupNamePatterns."
        );

    /// <summary>A group the import rule names is not in the directory.</summary>
    public static PlanProblem ImportGroupMissing(ObjectId id) =>
        new(
            "importGroupMissing",
            id.ToString(),
            $"The import rule names group {id}, which the directory does not have (any more). Nobody is suspended because of the rule until it is changed: muster users import."
        );

    /// <summary>A new import rule covers nobody or everybody.</summary>
    public static PlanProblem RuleReach(int covered, int enabled) =>
        covered == 0
            ? new(
                "ruleCoversNobody",
                "import rule",
                $"The rule covers none of the {enabled} enabled users of the directory. Check the spelling of its values."
            )
            : new(
                "ruleCoversEverybody",
                "import rule",
                $"The rule covers every one of the {enabled} enabled users of the directory, as --everyone would. Check that it narrows anything."
            );

    /// <summary>Code of the problem that hand edits of a group stand.</summary>
    public const string Drift = "drift";

    /// <summary>Members and owners of a group were given and taken by hand, and its policy is to report that only.</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="given">Memberships the directory does not have.</param>
    /// <param name="taken">Memberships the directory has and the group has not.</param>
    public static PlanProblem HandEdited(string group, int given, int taken) =>
        new(
            Drift,
            group,
            $"'{group}' differs from the directory by hand ({given} given, {taken} taken), and its setting onDrift is report: syncs leave that as it is. Who and when: muster drift --group \"{group}\". Put back: muster drift --heal --group \"{group}\"."
        );

    /// <summary>Removals that cannot be proven.</summary>
    public static PlanProblem KeptBack(string group, int removals) =>
        new("removalsKeptBack", group, $"{removals} removals from '{group}' are kept back: a group they depend on was not read whole.");

    /// <summary>Suspensions that cannot be proven.</summary>
    public static PlanProblem SuspensionsKeptBack(int suspensions) =>
        new("suspensionsKeptBack", "users", $"{suspensions} suspensions are kept back: what they depend on was not read whole.");

    /// <summary>Users here and directory users share a value that is not unique on both sides.</summary>
    public static PlanProblem AdoptionAmbiguous(DoubtfulMatch doubt)
    {
        ArgumentNullException.ThrowIfNull(doubt);
        var (what, value) = doubt.By switch
        {
            AdoptionKey.UserPrincipalName => ("UPN", doubt.Platform[0].Attributes.UserPrincipalName),
            AdoptionKey.Mail => ("mail address", doubt.Platform[0].Attributes.Mail),
            _ => ("employee id", doubt.Platform[0].Attributes.EmployeeId),
        };
        return new(
            "adoptionAmbiguous",
            value ?? "",
            $"{doubt.Platform.Count} local and {doubt.Directory.Count} directory users have the {what} '{value}', so nobody can tell who is who; none of them is imported or changed. Link them by hand (muster users link USER --to OBJECT_ID), or keep the local ones apart (muster users unlink USER). In the directory: {string.Join("; ", doubt.Directory.Take(Most).Select(Describe))}. Here: {string.Join("; ", doubt.Platform.Take(Most).Select(Describe))}.",
            [.. doubt.Directory.Select(user => user.Id.ToString())]
        );
    }

    /// <summary>Somebody whose account was deleted seems to be back with another one.</summary>
    public static PlanProblem Rehired(IReadOnlyList<DirectoryUser> returning)
    {
        ArgumentNullException.ThrowIfNull(returning);
        return new(
            "rehired",
            returning[0].Facts.UserPrincipalName ?? returning[0].Id.ToString(),
            $"{CountWords.People(returning.Count)} with a new account {(returning.Count == 1 ? "has" : "have")} the UPN or employee id of a suspended user whose account was deleted: {Names(returning.Select(user => user.Facts.UserPrincipalName ?? user.Id.ToString()))}. They become new users; the old ones stay suspended. If they are the same people: muster users link OLD_OBJECT_ID --to NEW_OBJECT_ID --replace, or set the policy: rehire employeeId.",
            [.. returning.Select(user => user.Id.ToString())]
        );
    }

    /// <summary>A template lacks a part for some people.</summary>
    /// <param name="fault">What is missing where.</param>
    /// <param name="people">Whom it concerns, by UPN or object id.</param>
    public static PlanProblem AttributeMissing(AttributeFault fault, IReadOnlyList<string> people)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(people);
        return new(
            "attributeMissing",
            fault.Attribute,
            $"The template of {fault.Attribute} cannot be filled for {CountWords.People(people.Count)} ({fault.Cause}): {Names(people)}. {(fault.SkipsUser ? "They are neither created nor changed until it can." : "The attribute stays as it is.")} Correct them in the directory, or change the template or what happens then: settings userAttributes and whenMissing."
        );
    }

    /// <summary>A template lacks a part for some groups.</summary>
    /// <param name="fault">What is missing where.</param>
    /// <param name="groups">Names of the groups it concerns.</param>
    public static PlanProblem GroupAttributeMissing(AttributeFault fault, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(groups);
        return new(
            "groupAttributeMissing",
            fault.Attribute,
            $"The template of {fault.Attribute} cannot be filled for {groups.Count} {(groups.Count == 1 ? "group" : "groups")} ({fault.Cause}): {Names(groups)}. {(fault.SkipsUser ? "No attribute of theirs changes until it can." : "The attribute stays as it is.")} Correct them in the directory, or change the template or what happens then: settings groupAttributes and whenGroupMissing."
        );
    }

    /// <summary>A group made here has the name of a directory group.</summary>
    public static PlanProblem NameOfLocalGroup(string name, ObjectId id) =>
        new(
            "nameTaken",
            name,
            $"A group called '{name}' exists here and is local. To let it follow the directory: muster groups link \"{name}\" --to {id}.",
            [id.ToString()]
        );

    /// <summary>The name belongs to a group that follows another directory group.</summary>
    /// <param name="name">The name.</param>
    /// <param name="wanted">The directory group that would need the name.</param>
    /// <param name="holder">The directory group whose platform group has it.</param>
    public static PlanProblem NameTaken(string name, ObjectId wanted, ObjectId holder) =>
        new(
            "nameTaken",
            name,
            $"'{name}' follows directory group {holder} already; directory group {wanted} has the same name. Names are unique here: rename one of them in the directory.",
            [wanted.ToString()]
        );

    /// <summary>No directory group has a name that was asked for.</summary>
    public static PlanProblem NotInDirectory(string name, IReadOnlyList<NearMiss> nearMisses) =>
        Unmatched(name, nearMisses) with
        {
            Code = "notInDirectory",
        };

    private const int Most = 5;

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(Most)) + (all.Count > Most ? $" and {all.Count - Most} more" : "");
    }

    private static string Describe(DirectoryUser user) =>
        $"{user.Id} ({string.Join(", ", new[] { user.Facts.DisplayName, user.Facts.UserPrincipalName, user.Facts.Mail, user.Facts.EmployeeId }.Where(part => !string.IsNullOrEmpty(part)))})";

    private static string Describe(PlatformUser user) =>
        $"#{user.Key} ({string.Join(", ", new[] { user.Attributes.DisplayName, user.Attributes.UserPrincipalName, user.Attributes.Mail, user.Attributes.EmployeeId }.Where(part => !string.IsNullOrEmpty(part)))})";

    private static string Describe(DirectoryGroup group)
    {
        var facts = group.Facts;
        string?[] parts =
        [
            facts.Mail,
            facts.Description,
            $"{group.Members.Count} direct {(group.Members.Count == 1 ? "member" : "members")}",
            facts.Kind.ToString(),
            .. GroupLabels.Of(facts).Where(label => label is not ("Microsoft 365" or "mail-enabled" or "distribution list")),
        ];
        return $"{group.Id} ({string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)))})";
    }
}

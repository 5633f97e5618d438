using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;

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
            $"{candidates.Count} directory groups are called '{name}'. Pick one: {(exists ? "" : $"muster groups create \"{name}\", then ")}muster groups link \"{name}\" --to OBJECT_ID. Candidates: {string.Join("; ", candidates.Select(Describe))}.",
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

    /// <summary>Removals that cannot be proven.</summary>
    public static PlanProblem KeptBack(string group, int removals) =>
        new("removalsKeptBack", group, $"{removals} removals from '{group}' are kept back: a group they depend on was not read whole.");

    /// <summary>Suspensions that cannot be proven.</summary>
    public static PlanProblem SuspensionsKeptBack(int suspensions) =>
        new("suspensionsKeptBack", "users", $"{suspensions} suspensions are kept back: what they depend on was not read whole.");

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
    /// <param name="renamedTo">The new name of that one in the directory, which the next sync follows; null if it keeps the name.</param>
    public static PlanProblem NameTaken(string name, ObjectId wanted, ObjectId holder, string? renamedTo) =>
        new(
            "nameTaken",
            name,
            renamedTo is null
                ? $"'{name}' follows directory group {holder} already; directory group {wanted} has the same name. Names are unique here: rename one of them in the directory."
                : $"'{name}' follows directory group {holder}, which is called '{renamedTo}' in the directory now. Run muster sync, which renames it here; then create '{name}' for {wanted}.",
            [wanted.ToString()]
        );

    /// <summary>No directory group has a name that was asked for.</summary>
    public static PlanProblem NotInDirectory(string name, IReadOnlyList<NearMiss> nearMisses) =>
        Unmatched(name, nearMisses) with
        {
            Code = "notInDirectory",
        };

    private static string Describe(DirectoryGroup group)
    {
        var facts = group.Facts;
        string?[] parts = [facts.Mail, facts.Description, $"{group.Members.Count} direct members", facts.Kind.ToString()];
        return $"{group.Id} ({string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)))})";
    }
}

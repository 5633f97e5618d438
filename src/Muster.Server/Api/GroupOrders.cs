using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Planning;
using Muster.Engine.Groups;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>A group that shall be made.</summary>
/// <param name="Name">Name, exactly as the directory has it.</param>
/// <param name="Purpose">Why it exists.</param>
/// <param name="Connection">Name of the connection; may be left out where there is only one.</param>
internal sealed record NewGroup(string Name, string? Purpose = null, string? Connection = null) : INamesConnection;

/// <summary>Groups that shall be made from the directory's list, pinned by object id: <c>all</c> that are missing, those of some <c>names</c>, or those that fit a choice.</summary>
/// <param name="All">Every group that is missing here.</param>
/// <param name="Names">Those with exactly these names.</param>
/// <param name="Search">Only groups whose name, mail or description contains this.</param>
/// <param name="Kind">Only groups of this kind.</param>
/// <param name="MinMembers">Only groups with at least this many direct members.</param>
/// <param name="WithMail">Only groups with a mail address.</param>
/// <param name="Like">Only groups whose name fits one of these patterns, such as <c>ORG-*</c>.</param>
/// <param name="DryRun">Say what would be made and make nothing.</param>
/// <param name="Connection">Name of the connection; may be left out where there is only one.</param>
internal sealed record GroupsFromDirectory(
    bool All = false,
    IReadOnlyList<string>? Names = null,
    string? Search = null,
    DirectoryGroupKind? Kind = null,
    int MinMembers = 0,
    bool WithMail = false,
    IReadOnlyList<string>? Like = null,
    bool DryRun = false,
    string? Connection = null
) : INamesConnection
{
    /// <summary>The choice.</summary>
    public DirectoryGroupFilter ToFilter() =>
        new()
        {
            Search = Search,
            Kind = Kind,
            MinMembers = MinMembers < 0 ? throw ApiException.Invalid("/minMembers", "A number of members is 0 or more.") : MinMembers,
            WithMail = WithMail,
            Like = [.. (Like ?? []).Select((text, index) => Patterns.Of(text, $"/like/{index}"))],
        };

    /// <summary>Whether a choice was made in one way.</summary>
    public bool IsChoice()
    {
        Choices.Demand(Names, "/names");
        Choices.Demand(Like, "/like");
        var filtered = Search is not null || Kind is not null || MinMembers != 0 || WithMail || Like is not null;
        return Names is not null != (All || filtered);
    }
}

/// <summary>Name patterns.</summary>
internal static class Patterns
{
    /// <summary>A pattern as it was sent.</summary>
    public static NamePattern Of(string text, string pointer) =>
        NamePattern.TryParse(text, out var pattern, out var fault) ? pattern : throw ApiException.Invalid(pointer, $"'{text}': {fault}");
}

/// <summary>A link that is asked for.</summary>
/// <param name="To">Object id of the directory group.</param>
/// <param name="Local">What becomes of members given here; left out, it stays as it is set.</param>
/// <param name="Relink">Whether the group may be linked already, or have lost its source.</param>
/// <param name="DryRun">Show both sides and change nothing.</param>
/// <param name="Connection">Name of the connection; may be left out where there is only one.</param>
/// <param name="Confirm">The hash of both sides as a dry run showed them.</param>
internal sealed record LinkOrder(
    string To,
    LocalMembersPolicy? Local = null,
    bool Relink = false,
    bool DryRun = false,
    string? Connection = null,
    string? Confirm = null
) : INamesConnection;

/// <summary>Confirms that a group shall be retired.</summary>
/// <param name="Confirm">The group's name, exactly.</param>
/// <param name="DryRun">Say what it would do and change nothing.</param>
internal sealed record RetireOrder(string Confirm, bool DryRun = false);

/// <summary>What a person decides about a group.</summary>
/// <param name="Values">New values by name of the setting, such as <c>purpose</c>; null takes a setting back.</param>
/// <param name="Reason">Why; needed where it may take memberships away.</param>
/// <param name="Draft">Say what the next sync would do differently, and save nothing.</param>
/// <param name="Confirm">The hash of the draft that was looked at; needed for what is more than cosmetic.</param>
internal sealed record GroupChange(
    IReadOnlyDictionary<string, string?> Values,
    string? Reason = null,
    bool Draft = false,
    string? Confirm = null
);

/// <summary>What became of a change of groups.</summary>
/// <param name="Run">Number of the run that carried it out; null when nothing was changed.</param>
/// <param name="Steps">What was done, or would be done by a dry run.</param>
/// <param name="Created">Names of the groups that were made, or would be.</param>
/// <param name="Problems">What was left, and why.</param>
/// <param name="DryRun">Whether this only says what would be done.</param>
/// <param name="Link">Both sides of a link that was asked for; null for anything else.</param>
internal sealed record GroupsResult(
    long? Run,
    PlanCounts Steps,
    IReadOnlyList<string> Created,
    IReadOnlyList<PlanProblem> Problems,
    bool DryRun,
    LinkSides? Link = null
)
{
    /// <summary>The result, unless nothing could be done.</summary>
    /// <exception cref="ApiException">It was refused, or overtaken.</exception>
    public static GroupsResult Of(GroupsOutcome outcome)
    {
        if (outcome is { Plan: null, Problems: [var problem, ..] })
            throw problem.Code == "overtaken" ? Etags.Overtaken() : ApiException.Refused(problem);
        if (outcome.Run is { Outcome: RunOutcome.Failed } failed)
            throw ApiException.Conflict("stale", $"Nothing was changed: {failed.Message}");
        return new GroupsResult(
            outcome.Run?.Id,
            outcome.Plan?.Counts ?? new PlanCounts(),
            [.. outcome.Plan?.Groups.OfType<GroupStep.Create>().Select(step => step.Name) ?? []],
            outcome.Problems,
            outcome is { Run: null, Plan.IsEmpty: false }
        );
    }
}

/// <summary>Both sides of a link.</summary>
/// <param name="Group">Name of the group here.</param>
/// <param name="Source">Name of the directory group.</param>
/// <param name="Complete">Whether nested groups were read whole.</param>
/// <param name="MembersHere">Members here.</param>
/// <param name="MembersThere">Members there, nested ones included.</param>
/// <param name="Stay">Members who would stay.</param>
/// <param name="Come">Members who would come.</param>
/// <param name="Go">Members who would go.</param>
/// <param name="Local">Members who were given here.</param>
/// <param name="Hash">Names exactly these people and owners on both sides; send it as <c>confirm</c> to link them so.</param>
internal sealed record LinkSides(
    string Group,
    string Source,
    bool Complete,
    int MembersHere,
    int MembersThere,
    int Stay,
    int Come,
    int Go,
    int Local,
    string Hash
)
{
    public static LinkSides Of(LinkPreview preview, LocalMembersPolicy? local)
    {
        var members = preview.Comparison.Members;
        return new(
            preview.Group.Name,
            preview.Source.Name,
            preview.Comparison.Complete,
            members.Here,
            members.There,
            members.Stay.Count,
            members.Come.Count,
            members.Go.Count,
            members.Local.Count,
            Consent.HashOf(
                new
                {
                    preview.Group.Key,
                    Link = preview.Group.Link,
                    Source = preview.Source.Id.ToString(),
                    preview.Source.Name,
                    preview.Comparison.Complete,
                    Local = local,
                    Members = Keys(members),
                    Owners = Keys(preview.Comparison.Owners),
                }
            )
        );
    }

    private static int[][] Keys(RelationComparison people) =>
        [
            [.. people.Stay.AsList],
            [.. people.Come.AsList],
            [.. people.Go.AsList],
            [.. people.Local.AsList],
        ];
}

/// <summary>A directory group and how it stands to the platform.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="Description">Description.</param>
/// <param name="Kind">Kind of group.</param>
/// <param name="Dynamic">Whether a rule of the directory decides who is in it.</param>
/// <param name="Labels">What is special about it.</param>
/// <param name="State">How it stands to the platform.</param>
/// <param name="Group">Name of the platform group it is linked to, or whose name it has.</param>
/// <param name="SameName">How many directory groups have its name, itself included.</param>
/// <param name="Members">Direct members that are people.</param>
/// <param name="NestedGroups">Groups nested in it.</param>
/// <param name="Owners">Owners.</param>
internal sealed record DirectoryGroupItem(
    string Id,
    string? Name,
    string? Mail,
    string? Description,
    DirectoryGroupKind Kind,
    bool Dynamic,
    IReadOnlyList<string> Labels,
    DiscoveryState State,
    string? Group,
    int SameName,
    int Members,
    int NestedGroups,
    int Owners
)
{
    public static DirectoryGroupItem Of(DiscoveredGroup group)
    {
        var facts = group.Source.Facts;
        return new(
            group.Source.Id.ToString(),
            facts.DisplayName,
            facts.Mail,
            facts.Description,
            facts.Kind,
            facts.Dynamic,
            GroupLabels.Of(facts),
            group.State,
            group.Group?.Name,
            group.SameName,
            group.Source.Members.Count,
            group.Source.ChildGroups.Count,
            group.Source.Owners.Count
        );
    }
}

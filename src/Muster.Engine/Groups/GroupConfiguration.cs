using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;

namespace Muster.Engine.Groups;

/// <summary>Takes over what a person says about a group: a small plan like any other, kept in the group's history. What follows from it is shown before.</summary>
public sealed class GroupConfiguration(GroupWork work, FollowedConnections followed, PolicyReader policies, DraftPlanner drafts)
{
    /// <summary>What a change of settings of one group would do; changes nothing, and the directory is not asked.</summary>
    /// <param name="name">Name of the group.</param>
    /// <param name="values">New values by name of the setting; null takes a setting back to not set.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The draft; null when there is no such group.</returns>
    /// <exception cref="SettingException">A setting does not exist or does not take the value.</exception>
    public async Task<GroupDraft?> DraftAsync(string name, IReadOnlyDictionary<string, string?> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        var state = await work.LoadAsync(null, cancellationToken);
        if (state.Find(name) is not { } group)
            return null;
        var settings = values.Aggregate(group.Settings, Apply);
        if (settings.ReviewOn is { } day && settings.ReviewOn != group.Settings.ReviewOn && day < work.Today)
            throw new SettingException(
                "reviewOn",
                $"{day:yyyy-MM-dd}",
                $"reviewOn is {day:yyyy-MM-dd}, which is past; today is {work.Today:yyyy-MM-dd}. Name a day to come, or today."
            );
        var differences = SettingSheet.OfGroup.Compare(Settings.OfGroup.ToValues(group.Settings), Settings.OfGroup.ToValues(settings));
        var draft = new GroupDraft(name, group.Settings, settings, differences, null, null);
        if (draft.Danger == Danger.Cosmetic || await followed.OfAsync(group, cancellationToken) is not { } connection)
            return draft;
        var current = await policies.OfConnectionAsync(connection.Key, cancellationToken);
        var plans = await drafts.CompareAsync(
            connection,
            new DraftBasis(current, connection.ImportRule, []),
            new DraftBasis(current, connection.ImportRule, [new GroupStep.Configure(group.Key, group.Settings, settings)]),
            cancellationToken
        );
        return draft with { Connection = connection, Plans = plans };
    }

    /// <summary>Saves a draft as a run of its own.</summary>
    /// <param name="connection">The connection in whose name the run is recorded; null when none is set up.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why; kept with the run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupsOutcome> SetAsync(
        Connection? connection,
        GroupDraft draft,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(draft);
        await using var lease = await work.AcquireAsync("groups set", cancellationToken);
        var state = await work.LoadAsync(connection, lease.Token);
        if (state.Find(draft.Name) is not { } group)
            return GroupsOutcome.Refused(GroupWork.NotFound(draft.Name));
        if (group.Settings != draft.Before)
            return GroupsOutcome.Refused(
                new PlanProblem(
                    "overtaken",
                    draft.Name,
                    $"Somebody changed '{draft.Name}' meanwhile. Nothing of yours was saved; look, and set it again."
                )
            );
        var plan = GroupPlans.Configure(state.Basis, group, draft.After);
        return new GroupsOutcome(
            plan.IsEmpty ? null : await work.ApplyAsync(connection, "groups set", actor, plan, lease, reason),
            plan,
            []
        );
    }

    private static GroupSettings Apply(GroupSettings settings, KeyValuePair<string, string?> value)
    {
        var setting = Settings.OfGroup.Find(value.Key);
        return value.Value is { } text ? setting.Apply(settings, text) : setting.Write(settings, null);
    }
}

/// <summary>A change of one group's settings that is not saved yet, with what it would do.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Before">Its settings; when somebody else changes them first, the draft is not saved.</param>
/// <param name="After">Its settings as they would be.</param>
/// <param name="Differences">What changes.</param>
/// <param name="Connection">The connection the change is followed by; null when no sync would differ.</param>
/// <param name="Plans">The next sync before and after; null when the directory was never read to its end, and for what is cosmetic.</param>
public sealed record GroupDraft(
    string Name,
    GroupSettings Before,
    GroupSettings After,
    IReadOnlyList<SettingDifference> Differences,
    Connection? Connection,
    DraftComparison? Plans
)
{
    /// <summary>The greatest harm it can do.</summary>
    public Danger Danger => Differences.Count == 0 ? Danger.Cosmetic : Differences.Max(difference => difference.Danger);
}

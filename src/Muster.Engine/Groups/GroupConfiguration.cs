using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Engine.Connections;

namespace Muster.Engine.Groups;

/// <summary>Takes over what a person says about a group: a small plan like any other, kept in the group's history.</summary>
public sealed class GroupConfiguration(GroupWork work)
{
    /// <summary>Changes settings of one group; the directory is not asked.</summary>
    /// <param name="connection">The connection in whose name the run is recorded; null when none is set up.</param>
    /// <param name="name">Name of the group.</param>
    /// <param name="values">New values by name of the setting; null takes a setting back to not set.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SettingException">A setting does not exist or does not take the value; nothing was changed.</exception>
    public async Task<GroupsOutcome> SetAsync(
        Connection? connection,
        string name,
        IReadOnlyDictionary<string, string?> values,
        string actor,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await work.AcquireAsync("groups set", cancellationToken);
        var state = await work.LoadAsync(connection, lease.Token);
        if (state.Find(name) is not { } group)
            return GroupsOutcome.Refused(GroupWork.NotFound(name));
        var settings = values.Aggregate(group.Settings, Apply);
        if (settings.ReviewOn is { } day && settings.ReviewOn != group.Settings.ReviewOn && day < work.Today)
            throw new SettingException(
                "reviewOn",
                $"{day:yyyy-MM-dd}",
                $"reviewOn is {day:yyyy-MM-dd}, which is past; today is {work.Today:yyyy-MM-dd}. Name a day to come, or today."
            );
        var plan = GroupPlans.Configure(state.Basis, group, settings);
        return new GroupsOutcome(plan.IsEmpty ? null : await work.ApplyAsync(connection, "groups set", actor, plan, lease), plan, []);
    }

    private static GroupSettings Apply(GroupSettings settings, KeyValuePair<string, string?> value)
    {
        var setting = Settings.OfGroup.Find(value.Key);
        return value.Value is { } text ? setting.Apply(settings, text) : setting.Write(settings, null);
    }
}

using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Reporting;
using Muster.Engine.Configuration;

namespace Muster.Engine.Guarding;

/// <summary>The guard rails in force for a connection: every limit, where it comes from, and how much of it the last 24 hours have used.</summary>
public sealed class GuardReport(ISettingsStore settings, IGuardHistory history, TimeProvider clock)
{
    /// <summary>One line for every limit.</summary>
    public async Task<IReadOnlyList<GuardInForce>> OfAsync(int connection, CancellationToken cancellationToken)
    {
        var stored = (await settings.CurrentAsync(SettingScope.Of(connection), cancellationToken)).Values;
        var policies = Settings.OfConnection.FromValues(stored);
        var ceiling = Settings
            .OfWorkspace.FromValues((await settings.CurrentAsync(SettingScope.Workspace, cancellationToken)).Values)
            .GuardCeiling;
        var bound = ceiling.Bind(policies.Guards);
        var recent = await history.RecentAsync(connection, clock.GetUtcNow() - GuardWatch.Window, cancellationToken);
        var sizes = await history.SizesAsync([.. recent.Groups.Keys], cancellationToken);
        var lines = new List<GuardInForce>();
        foreach (var figures in GuardFigure.All.GroupBy(figure => figure.Path.Split('.')[0], StringComparer.Ordinal))
        {
            var exceeding = ceiling.Exceeding(policies.Guards).Select(excess => excess.Figure.Path).ToHashSet(StringComparer.Ordinal);
            var source =
                figures.Any(figure => exceeding.Contains(figure.Path)) ? GuardSource.Ceiling
                : figures.Any(figure => stored.ContainsKey($"guards.{figure.Path}")) ? GuardSource.Connection
                : GuardSource.Default;
            lines.Add(
                new GuardInForce(
                    figures.Key,
                    figures.First().Guard,
                    Words(figures.Key, bound),
                    source,
                    Room(figures.Key, bound, sizes, recent)
                )
            );
        }
        return lines;
    }

    private static string Words(string name, GuardRails guards) =>
        name switch
        {
            "emptiedGroupSize" => CountWords.Text($"a group of {guards.EmptiedGroupSize} or more may not become empty"),
            "shrinkPercent" => FormattableString.Invariant($"the limit is {guards.ShrinkPercent} %"),
            "createdGroups" => Number(guards.CreatedGroups),
            "changedGroups" => Number(guards.ChangedGroups),
            "retiredGroups" => Number(guards.RetiredGroups),
            _ => Limit(name, guards)!.ToString(),
        };

    private static string Number(int? most) => most is { } limit ? CountWords.Text($"the limit is {limit}") : "there is no limit";

    private static RemovalLimit? Limit(string name, GuardRails guards) =>
        name switch
        {
            "groupStated" => guards.GroupStated,
            "groupInferred" => guards.GroupInferred,
            "groupDayStated" => guards.GroupDayStated,
            "groupDayInferred" => guards.GroupDayInferred,
            "runStated" => guards.RunStated,
            "runInferred" => guards.RunInferred,
            "dayStated" => guards.DayStated,
            "dayInferred" => guards.DayInferred,
            "suspendedStated" => guards.SuspendedStated,
            "suspendedInferred" => guards.SuspendedInferred,
            _ => null,
        };

    private static GuardRoom? Room(string name, GuardRails guards, GroupSizes sizes, RecentLosses recent)
    {
        GuardRoom Whole(RemovalLimit limit, int used) => new(null, used, limit.Headroom(used, sizes.All + used));
        GuardRoom? Tightest(RemovalLimit limit, Func<RecentGroupLoss, int> used) =>
            sizes
                .Groups.OrderBy(group => group.Key)
                .Select(group => (group.Value.Name, group.Value.Members, Used: used(recent.Of(group.Key))))
                .Where(group => group.Used > 0)
                .Select(group => new GuardRoom(group.Name, group.Used, limit.Headroom(group.Used, group.Members + group.Used)))
                .OrderBy(room => room.Left ?? int.MaxValue)
                .FirstOrDefault();
        return name switch
        {
            "dayStated" => Whole(guards.DayStated, recent.Stated),
            "dayInferred" => Whole(guards.DayInferred, recent.Inferred),
            "groupDayStated" => Tightest(guards.GroupDayStated, loss => loss.Stated),
            "groupDayInferred" => Tightest(guards.GroupDayInferred, loss => loss.Inferred),
            _ => null,
        };
    }
}

/// <summary>A guard rail in force.</summary>
/// <param name="Name">Its name among the settings, behind <c>guards.</c>.</param>
/// <param name="Guard">The word that a held run names it by.</param>
/// <param name="Limit">The limit in words.</param>
/// <param name="Source">Where the limit comes from.</param>
/// <param name="Room">What the last 24 hours have used of it; null where it does not sum up, or nothing was used.</param>
public sealed record GuardInForce(string Name, string Guard, string Limit, GuardSource Source, GuardRoom? Room);

/// <summary>What the last 24 hours have used of a limit.</summary>
/// <param name="Group">The group that came closest; null for the whole connection.</param>
/// <param name="Used">Removals that count.</param>
/// <param name="Left">How many more may follow without a person; null for any number.</param>
public sealed record GuardRoom(string? Group, int Used, int? Left);

/// <summary>Where a limit comes from.</summary>
public enum GuardSource
{
    /// <summary>Nobody decided otherwise.</summary>
    Default,

    /// <summary>The connection's settings.</summary>
    Connection,

    /// <summary>The workspace's ceiling, which is lower than what the connection asks for.</summary>
    Ceiling,
}

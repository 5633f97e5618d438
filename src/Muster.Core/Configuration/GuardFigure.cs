using Muster.Core.Guarding;

namespace Muster.Core.Configuration;

/// <summary>One figure of the guard rails: its name among the settings, what it means, how it is read and replaced. Greater is laxer in all of them, and none is laxest.</summary>
/// <param name="Path">Its name behind <c>guards.</c>, such as <c>groupStated.percent</c>.</param>
/// <param name="Guard">The guard rail it belongs to, as findings name it.</param>
/// <param name="Meaning">What it decides, for people.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Read">The figure; null for none.</param>
/// <param name="Write">The guard rails with another figure.</param>
public sealed record GuardFigure(
    string Path,
    string Guard,
    string Meaning,
    SettingKind.Number Kind,
    Func<GuardRails, int?> Read,
    Func<GuardRails, int?, GuardRails> Write
)
{
    private static readonly LimitedLoss[] Losses =
    [
        new("groupStated", "groupRemovalsStated", "stated removals of one group", g => g.GroupStated, (g, l) => g with { GroupStated = l }),
        new(
            "groupInferred",
            "groupRemovalsInferred",
            "inferred removals of one group",
            g => g.GroupInferred,
            (g, l) => g with { GroupInferred = l }
        ),
        new(
            "groupDayStated",
            "groupDayStated",
            "stated removals of one group within 24 hours",
            g => g.GroupDayStated,
            (g, l) => g with { GroupDayStated = l }
        ),
        new(
            "groupDayInferred",
            "groupDayInferred",
            "inferred removals of one group within 24 hours",
            g => g.GroupDayInferred,
            (g, l) => g with { GroupDayInferred = l }
        ),
        new("runStated", "runRemovalsStated", "stated removals of one run", g => g.RunStated, (g, l) => g with { RunStated = l }),
        new("runInferred", "runRemovalsInferred", "inferred removals of one run", g => g.RunInferred, (g, l) => g with { RunInferred = l }),
        new("dayStated", "dayRemovalsStated", "stated removals of 24 hours", g => g.DayStated, (g, l) => g with { DayStated = l }),
        new(
            "dayInferred",
            "dayRemovalsInferred",
            "inferred removals of 24 hours",
            g => g.DayInferred,
            (g, l) => g with { DayInferred = l }
        ),
        new(
            "suspendedStated",
            "suspensionsStated",
            "suspensions that the directory stated",
            g => g.SuspendedStated,
            (g, l) => g with { SuspendedStated = l }
        ),
        new(
            "suspendedInferred",
            "suspensionsInferred",
            "suspensions that are merely inferred",
            g => g.SuspendedInferred,
            (g, l) => g with { SuspendedInferred = l }
        ),
    ];

    /// <summary>All figures, in the order in which they are shown.</summary>
    public static IReadOnlyList<GuardFigure> All { get; } =
    [
        .. Losses.SelectMany(loss => loss.Figures()),
        new(
            "emptiedGroupSize",
            "groupEmptied",
            "A group of at least this many members may not become empty without a person",
            new SettingKind.Number(1, 1_000_000, "members"),
            guards => guards.EmptiedGroupSize,
            (guards, value) => guards with { EmptiedGroupSize = value ?? guards.EmptiedGroupSize }
        ),
        new(
            "shrinkPercent",
            "shrunkSource",
            "The directory may not shrink by more than this between two reads without a person",
            new SettingKind.Number(1, 99, "percent"),
            guards => guards.ShrinkPercent,
            (guards, value) => guards with { ShrinkPercent = value ?? guards.ShrinkPercent }
        ),
        new(
            "createdGroups",
            "groupsCreated",
            "One run may not create more groups than this by rule without a person",
            new SettingKind.Number(1, 1_000_000, "groups", MayBeNone: true),
            guards => guards.CreatedGroups,
            (guards, value) => guards with { CreatedGroups = value }
        ),
        new(
            "changedGroups",
            "groupsChanged",
            "One run may not change the members or owners of more groups than this without a person",
            new SettingKind.Number(1, 1_000_000, "groups", MayBeNone: true),
            guards => guards.ChangedGroups,
            (guards, value) => guards with { ChangedGroups = value }
        ),
        new(
            "retiredGroups",
            "groupsRetired",
            "One run may not retire more groups than this without a person",
            new SettingKind.Number(0, 1_000_000, "groups", MayBeNone: true),
            guards => guards.RetiredGroups,
            (guards, value) => guards with { RetiredGroups = value }
        ),
    ];

    /// <summary>The guard rails whose limits on a loss are both empty, so that they never hold anything.</summary>
    public static IEnumerable<string> Unlimited(GuardRails guards) =>
        Losses.Where(loss => loss.Read(guards).IsEmpty).Select(loss => loss.Name);

    private sealed record LimitedLoss(
        string Name,
        string Guard,
        string What,
        Func<GuardRails, RemovalLimit> Read,
        Func<GuardRails, RemovalLimit, GuardRails> Write
    )
    {
        public IEnumerable<GuardFigure> Figures()
        {
            yield return Figure(
                "percent",
                "more than this share",
                new(1, 99, "percent", MayBeNone: true),
                limit => limit.Percent,
                (limit, value) => limit with { Percent = value }
            );
            yield return Figure(
                "atLeast",
                "and at least this many",
                new(0, 1_000_000, "removals"),
                limit => limit.AtLeast,
                (limit, value) => limit with { AtLeast = value ?? 0 }
            );
            yield return Figure(
                "of",
                "of a whole at least this large",
                new(0, 1_000_000, "people"),
                limit => limit.Of,
                (limit, value) => limit with { Of = value ?? 0 }
            );
            yield return Figure(
                "moreThan",
                "or more than this many, whatever the share",
                new(0, 100_000_000, "removals", MayBeNone: true),
                limit => limit.MoreThan,
                (limit, value) => limit with { MoreThan = value }
            );
        }

        private GuardFigure Figure(
            string name,
            string meaning,
            SettingKind.Number kind,
            Func<RemovalLimit, int?> get,
            Func<RemovalLimit, int?, RemovalLimit> set
        ) =>
            new(
                $"{Name}.{name}",
                Guard,
                $"Holds {What}: {meaning}",
                kind,
                guards => get(Read(guards)),
                (guards, value) => Write(guards, set(Read(guards), value))
            );
    }
}

using Muster.Core.Guarding;

namespace Muster.Core.Configuration;

/// <summary>The settings of guard rails, wherever guard rails are part of some policies.</summary>
internal static class GuardSettings
{
    private static readonly (
        string Name,
        string What,
        Func<GuardRails, RemovalLimit> Read,
        Func<GuardRails, RemovalLimit, GuardRails> Write
    )[] Limits =
    [
        (
            "groupStated",
            "stated removals of one group",
            guards => guards.GroupStated,
            (guards, limit) => guards with { GroupStated = limit }
        ),
        (
            "groupInferred",
            "inferred removals of one group",
            guards => guards.GroupInferred,
            (guards, limit) => guards with { GroupInferred = limit }
        ),
        ("runStated", "stated removals of one run", guards => guards.RunStated, (guards, limit) => guards with { RunStated = limit }),
        (
            "runInferred",
            "inferred removals of one run",
            guards => guards.RunInferred,
            (guards, limit) => guards with { RunInferred = limit }
        ),
        ("dayStated", "stated removals of 24 hours", guards => guards.DayStated, (guards, limit) => guards with { DayStated = limit }),
        (
            "dayInferred",
            "inferred removals of 24 hours",
            guards => guards.DayInferred,
            (guards, limit) => guards with { DayInferred = limit }
        ),
        (
            "suspendedStated",
            "suspensions that the directory stated",
            guards => guards.SuspendedStated,
            (guards, limit) => guards with { SuspendedStated = limit }
        ),
        (
            "suspendedInferred",
            "suspensions that are merely inferred",
            guards => guards.SuspendedInferred,
            (guards, limit) => guards with { SuspendedInferred = limit }
        ),
    ];

    /// <summary>One setting for every figure.</summary>
    public static IEnumerable<Setting<T>> Of<T>(string prefix, Func<T, GuardRails> read, Func<T, GuardRails, T> write)
    {
        foreach (var limit in Limits)
        {
            Setting<T> Figure(
                string name,
                string meaning,
                int max,
                string unit,
                Func<RemovalLimit, int?> get,
                Func<RemovalLimit, int?, RemovalLimit> set
            ) =>
                Settings.Number<T>(
                    $"{prefix}.{limit.Name}.{name}",
                    $"Holds {limit.What}: {meaning}",
                    Danger.Destructive,
                    new SettingKind.Number(name == "percent" ? 1 : 0, max, unit),
                    policies => get(limit.Read(read(policies))),
                    (policies, value) => write(policies, limit.Write(read(policies), set(limit.Read(read(policies)), value)))
                );
            yield return Figure(
                "percent",
                "more than this share",
                99,
                "percent",
                l => l.Percent,
                (l, value) => l with { Percent = value ?? 1 }
            );
            yield return Figure(
                "atLeast",
                "and at least this many",
                1_000_000,
                "removals",
                l => l.AtLeast,
                (l, value) => l with { AtLeast = value ?? 0 }
            );
            yield return Figure(
                "of",
                "of a whole at least this large",
                1_000_000,
                "people",
                l => l.Of,
                (l, value) => l with { Of = value ?? 0 }
            );
            yield return Figure(
                "moreThan",
                "or more than this many, whatever the share",
                100_000_000,
                "removals",
                l => l.MoreThan,
                (l, value) => l with { MoreThan = value }
            );
        }
        yield return Settings.Number<T>(
            $"{prefix}.emptiedGroupSize",
            "A group of at least this many members may not become empty without a person",
            Danger.Destructive,
            new SettingKind.Number(1, 1_000_000, "members"),
            policies => read(policies).EmptiedGroupSize,
            (policies, value) => write(policies, read(policies) with { EmptiedGroupSize = value ?? 5 })
        );
        yield return Settings.Number<T>(
            $"{prefix}.shrinkPercent",
            "The directory may not shrink by more than this between two reads without a person",
            Danger.Destructive,
            new SettingKind.Number(1, 99, "percent"),
            policies => read(policies).ShrinkPercent,
            (policies, value) => write(policies, read(policies) with { ShrinkPercent = value ?? 10 })
        );
    }
}

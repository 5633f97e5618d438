using System.Collections.Immutable;
using System.Globalization;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Testing.Planned;

namespace Muster.Bench;

/// <summary>The rows about planning and applying: each a figure of this run beside its mark, most of them ratios of two sizes.</summary>
internal static class SpeedBench
{
    private static int _missed;

    public static async Task<int> RunAsync(string[] rows, CancellationToken cancellationToken)
    {
        Console.WriteLine("row                                                                        seen     mark");
        if (Asked("leavers"))
            await LeaversAsync(cancellationToken);
        if (Asked("flat"))
            await FlatAsync(cancellationToken);
        if (Asked("large"))
            await LargeGroupAsync(cancellationToken);
        return _missed == 0 ? 0 : 1;

        bool Asked(string row) => rows.Length == 0 || rows.Contains(row);
    }

    /// <summary>Lessons rows 12 and 13.</summary>
    private static async Task LeaversAsync(CancellationToken cancellationToken)
    {
        var small = await LeaversAsync(50_000, 10_000, cancellationToken);
        var large = await LeaversAsync(200_000, 10_000, cancellationToken);
        Row("2,000 leavers of 200,000 in 10,000 groups: plan s", large.Plan, null);
        Row("2,000 leavers of 200,000 in 10,000 groups: apply s", large.Apply, null);
        Row("2,000 leavers of 200,000 in 10,000 groups: plan and apply s", large.Plan + large.Apply, 10);
        Row("the same, 200,000 / 50,000 people", (large.Plan + large.Apply) / (small.Plan + small.Apply), null);
        Row("the same, full plan instead: plan s", large.Full, null);
        Row("10 changed accounts of 200,000: plan and apply s", large.Ten, null);
        Row("10 changed accounts, 200,000 / 50,000 people", large.Ten / small.Ten, null);
        Row("  of it loading the mirror, 2,000,000 edges: s", large.Mirror, null);
        Row("  of it, beside that, loading the platform, 2,000,000 memberships: s", large.State, null);
        Row("nothing changed, 200,000 people: plan s", large.Still, 1);
        Row("nothing changed, 200,000 / 50,000 people", large.Still / small.Still, 3);
    }

    private static async Task<(double Plan, double Apply, double Full, double Ten, double Still, double Mirror, double State)> LeaversAsync(
        int users,
        int groups,
        CancellationToken cancellationToken
    )
    {
        await using var tenant = await BigTenant.FollowedAsync(users, groups, groupsOfEach: 10, cancellationToken);
        await tenant.DisableAsync(0, 2000, cancellationToken);
        var full = await SecondsAsync(() => tenant.PlanAsync(full: true, cancellationToken));
        var (plan, apply) = await PlanAndApplyAsync(tenant, cancellationToken);
        var ten = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            await tenant.DisableAsync(2000 + (i * 10), 10, cancellationToken);
            var (tenPlan, tenApply) = await PlanAndApplyAsync(tenant, cancellationToken);
            ten = Math.Min(ten, tenPlan + tenApply);
        }
        var still = double.MaxValue;
        for (var i = 0; i < 5; i++)
            still = Math.Min(still, await SecondsAsync(() => tenant.PlanAsync(full: false, cancellationToken)));
        var (mirror, state) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            var connection = tenant.Rig.Connection.Key;
            mirror = Math.Min(mirror, await SecondsAsync(() => tenant.Rig.Database.Mirror.LoadAsync(connection, cancellationToken)));
            state = Math.Min(state, await SecondsAsync(() => tenant.Rig.Database.Platform.LoadAsync(connection, cancellationToken)));
        }
        return (plan, apply, full, ten, still, mirror, state);
    }

    /// <summary>Lessons rows 6, 7 and 12: ten times the people who stay, the same changes.</summary>
    private static async Task FlatAsync(CancellationToken cancellationToken)
    {
        // Once for the compiler, which is not what is measured.
        await FlatRows.MeasureAsync(5_000, 2_000, cancellationToken);
        var small = await FlatRows.MeasureAsync(20_000, 10_000, cancellationToken);
        var large = await FlatRows.MeasureAsync(200_000, 10_000, cancellationToken);
        foreach (var (row, of) in FlatRows.All)
        {
            var (few, many) = (of(small), of(large));
            Row($"{row}, 200,000 people: plan ms", many.Plan * 1000, null);
            Row($"{row}, 200,000 people: apply ms", many.Apply * 1000, null);
            Row($"{row}, plan and apply: 200,000 / 20,000 people", (many.Plan + many.Apply) / (few.Plan + few.Apply), 1.5);
            Row($"{row}, statements: 200,000 / 20,000 people", (double)many.Statements / few.Statements, 1.05);
            Row($"{row}, statements, 200,000 people", many.Statements, null);
        }
    }

    public static async Task<(double Plan, double Apply)> PlanAndApplyAsync(BigTenant tenant, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var planned = await tenant.PlanAsync(full: false, cancellationToken);
        var plan = Since(start);
        if (planned.Planning.Full || planned.Plan.IsEmpty)
            throw new InvalidOperationException($"{planned.Planning}, {planned.Plan.Counts}");
        start = TimeProvider.System.GetTimestamp();
        await tenant.ApplyAsync(planned.Plan, planned.Mark, cancellationToken);
        return (plan, Since(start));
    }

    /// <summary>Lessons rows 1 and 2.</summary>
    private static async Task LargeGroupAsync(CancellationToken cancellationToken)
    {
        await using var tenant = await BigTenant.FollowedAsync(550_000, 1, 1, cancellationToken);
        var still = await SecondsAsync(() => tenant.PlanAsync(full: false, cancellationToken));
        var full = double.MaxValue;
        for (var i = 0; i < 3; i++)
            full = Math.Min(full, await SecondsAsync(() => tenant.PlanAsync(full: true, cancellationToken)));
        Row("a second plan over an unchanged group of 550,000: s", still, 0.5);
        Row("the same, full plan: s", full, null);
        var few = await ChangeAsync(tenant, 50_000, cancellationToken);
        var many = await ChangeAsync(tenant, 500_000, cancellationToken);
        Row("apply 500,000 removals and 500,000 additions to one group: s", many, null);
        Row("the same, 500,000 / 50,000", many / few, 12);
    }

    private static async Task<double> ChangeAsync(BigTenant tenant, int count, CancellationToken cancellationToken)
    {
        var actual = await tenant.Rig.Database.Platform.LoadAsync(tenant.Rig.Connection.Key, cancellationToken);
        var members = actual.Groups[0].Members.AsList.Take(count).ToList();
        var removed = members.Select(user => new Removal(user, RemovalCause.LeftInDirectory, Evidence.Stated));
        var seconds = await ApplyAsync([], [.. removed]);
        return seconds + await ApplyAsync([.. members.Select(user => new Addition(user, 0))], []);

        async Task<double> ApplyAsync(ImmutableArray<Addition> additions, ImmutableArray<Removal> removals)
        {
            var planned = await tenant.PlanAsync(full: false, cancellationToken);
            var change = new MembershipChange(
                actual.Groups[0].Key,
                MembershipRelation.Member,
                MembershipOrigin.Directory,
                additions,
                removals
            );
            var plan = planned.Plan with { Users = [], Memberships = [change] };
            var start = TimeProvider.System.GetTimestamp();
            await tenant.ApplyAsync(plan, null, cancellationToken);
            return Since(start);
        }
    }

    private static async Task<double> SecondsAsync<T>(Func<Task<T>> work)
    {
        var start = TimeProvider.System.GetTimestamp();
        await work();
        return Since(start);
    }

    private static double Since(long start) => TimeProvider.System.GetElapsedTime(start).TotalSeconds;

    private static void Row(string what, double seen, double? mark)
    {
        var word =
            mark is null ? ""
            : seen <= mark ? "held"
            : "MISSED";
        _missed += word == "MISSED" ? 1 : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -70}{seen, 9:0.000}{mark, 9}  {word}"));
    }
}

using System.Globalization;
using Muster.Testing.Fleet;

namespace Muster.Bench;

/// <summary>Simulates an installation with many workspaces, and says what it asks of nodes, database and Graph, and what there is too little of first as it grows.</summary>
internal static class ScaleBench
{
    /// <summary>Sizes of the sweep, as multiples of the number of workspaces that is asked for.</summary>
    private static readonly double[] Sweep = [0.125, 0.25, 0.5, 1, 2, 4, 8];

    public static int Run(string[] arguments)
    {
        if (Read(arguments) is not var (options, sweep))
            return 64;
        if (sweep)
            Grow(options);
        else
            Print(new FleetSimulation(options).Run());
        return 0;
    }

    /// <returns>Null when an argument is none; that was said then.</returns>
    private static (FleetOptions Options, bool Sweep)? Read(string[] arguments)
    {
        var (options, sweep) = (new FleetOptions(), false);
        for (var at = 0; at < arguments.Length; at++)
        {
            if (arguments[at] == "--sweep")
                sweep = true;
            else if (With(options, arguments[at], arguments.ElementAtOrDefault(++at)) is { } changed)
                options = changed;
            else
            {
                Console.Error.WriteLine($"unknown: {arguments[at - 1]}");
                return null;
            }
        }
        return (options, sweep);
    }

    private static FleetOptions? With(FleetOptions options, string name, string? value)
    {
        if (name == "--jitter")
            return value is "workspace" or "connection" ? options with { SpreadByWorkspace = value == "workspace" } : null;
        if (name == "--app")
            return value is "shared" or "own" ? options with { SharedApp = value == "shared" } : null;
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number < 0)
            return null;
        return name switch
        {
            "--workspaces" => options with { Workspaces = (int)number },
            "--users" => options with { UsersEach = number },
            "--sigma" => options with { Sigma = number },
            "--seed" => options with { Seed = (long)number },
            "--interval" => options with { EveryMinutes = (int)number },
            "--hourly" => options with { HourlyShare = number },
            "--full" => options with { FullShare = number },
            "--notified" => options with { NotifiedShare = number },
            "--changes" => options with { ChangesOfUser = number },
            "--from" => options with { Start = options.Start.AddHours(number) },
            "--days" => options with { Length = TimeSpan.FromDays(number) },
            "--nodes" => options with { Nodes = (int)number },
            "--workers" => options with { WorkersOfNode = (int)number },
            "--cores" => options with { CoresOfNode = (int)number },
            "--database-cores" => options with { DatabaseCores = (int)number },
            "--latency" => options with { Latency = TimeSpan.FromMilliseconds(number) },
            _ => null,
        };
    }

    private static void Print(FleetFigures seen)
    {
        var (options, costs) = (seen.Options, seen.Options.Costs);
        var seconds = options.Length.TotalSeconds;
        Say(
            $"{options.Workspaces:#,0} workspaces, {seen.Users:#,0} users (the largest has {seen.LargestUsers:#,0}), {seen.Memberships:#,0} memberships; seed {options.Seed}, {options.Length.TotalDays:0.##} days"
        );
        Say(
            $"every {options.EveryMinutes} min, {options.HourlyShare:0 %} at the full hour, {options.FullShare:0 %} in full once a day, {options.NotifiedShare:0 %} notified; spread by {(options.SpreadByWorkspace ? "workspace" : "connection")}"
        );
        Say(
            $"{options.Nodes} nodes of {options.CoresOfNode} processors and {options.WorkersOfNode} workers, {options.DatabaseCores} processors of the database, Graph answers in {options.Latency.TotalMilliseconds:0} ms"
        );
        Row(
            "runs a second",
            $"mean {seen.RunsASecond.Mean:0.0}, p99 {seen.RunsASecond.At(0.99):0}, most {seen.RunsASecond.Most:0}; peak hour {seen.RunsOfPeakHour:0.0}"
        );
        Row("schedules due in one second", $"at most {seen.MostDueInASecond:#,0}");
        Row("times due", $"{seen.Due:#,0}: run {seen.EndedScheduled:#,0}, left out {seen.LeftOut:#,0}, not ended yet {seen.Left:#,0}");
        Row("runs by notification", $"{seen.Ended - seen.EndedScheduled:#,0}; in full {seen.ReadInFull:#,0}; given up {seen.GivenUp:#,0}");
        Row(
            "workers busy",
            $"mean {seen.WorkersBusy.Mean:0.0}, p99 {seen.WorkersBusy.At(0.99):0}, most {seen.WorkersBusy.Most:0} of {options.Workers}"
        );
        Row(
            "waited for a worker",
            $"p50 {Span(seen.Waits, 0.5)}, p95 {Span(seen.Waits, 0.95)}, p99 {Span(seen.Waits, 0.99)}, most {seen.Waits.Most:0.0} s"
        );
        Row("fresh after, polled", $"p50 {Span(seen.Polled, 0.5)}, p95 {Span(seen.Polled, 0.95)}, of {seen.Polled.Count:#,0} changes");
        Row(
            "fresh after, notified",
            $"p50 {Span(seen.Notified, 0.5)}, p95 {Span(seen.Notified, 0.95)}, of {seen.Notified.Count:#,0} changes"
        );
        Row(
            "Graph units",
            $"{seen.UnitsGranted:#,0}, {seen.UnitsGranted / seconds:0} a second; most of a tenant's 10 s {seen.MostOfTenantBudget:0.0 %}, of the application's 20 s {seen.MostOfAppBudget:0.0 %}"
        );
        Row("Graph refused (429)", $"{seen.Refused:#,0}");
        Row("subscriptions", $"{seen.Subscriptions:#,0}");
        Row("processors of the nodes", $"mean {seen.NodeUse.Mean:0.0 %}, peak hour {seen.NodeUse.PeakHour:0.0 %}");
        Row(
            "processors of the database",
            $"mean {seen.DatabaseUse.Mean:0.0 %}, peak hour {seen.DatabaseUse.PeakHour:0.0 %}; {seen.LooksASecond:#,0} statements a second look for changed schedules"
        );
        Row("database transactions", $"{seen.Ended * costs.TransactionsOfRun / seconds:#,0} a second");
        Row(
            "rows written",
            $"{((seen.Ended * costs.RowsOfRun) + (seen.Changes * costs.RowsOfChange)) / seconds:#,0} a second, {((seen.Ended * costs.LogBytesOfRun) + (seen.Changes * costs.LogBytesOfChange)) / seconds / 1e6:0.00} MB a second of log"
        );
        foreach (var part in FleetStorage.Of(seen))
            Row(
                $"{part.What}{(part.IsYearly ? " of a year" : "")}",
                $"{part.Rows:#,0} of {part.BytesEach:#,0} bytes: {part.Bytes / 1e12:0.000} TB"
            );
        Row("after one year", $"{FleetStorage.Of(seen).Sum(part => part.Bytes) / 1e12:0.00} TB");
        Console.WriteLine();
        Console.WriteLine("used of what there is, the scarcest first (1.00 and more is too much):");
        foreach (var one in Bottleneck.Of(seen))
            Say($"  {one.Use, 6:0.00}  {one.Resource}");
    }

    /// <summary>The same installation with fewer and more workspaces: of each resource, how much is used, and from which number on there is too little.</summary>
    private static void Grow(FleetOptions options)
    {
        var seen = Sweep
            .Select(factor => (int)Math.Round(options.Workspaces * factor))
            .Select(workspaces =>
                (Workspaces: workspaces, Used: Bottleneck.Of(new FleetSimulation(options with { Workspaces = workspaces }).Run()))
            )
            .ToList();
        Say($"{"used of what there is, by workspaces", -55}{string.Concat(seen.Select(size => $"{size.Workspaces, 9}"))}  too little from");
        var rows = seen[^1]
            .Used.Select(one =>
                (one.Resource, Uses: seen.Select(size => size.Used.Single(other => other.Resource == one.Resource)).ToList())
            )
            .Select(row => (row.Resource, row.Uses, From: row.Uses.FindIndex(one => one.IsBroken)))
            .OrderBy(row => row.From < 0 ? int.MaxValue : row.From);
        foreach (var (resource, uses, from) in rows)
            Say(
                $"{resource, -55}{string.Concat(uses.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Use, 9:0.00}")))}  {(from < 0 ? "-" : seen[from].Workspaces.ToString(CultureInfo.InvariantCulture))}"
            );
    }

    private static string Span(Quantiles of, double part) => string.Create(CultureInfo.InvariantCulture, $"{of.At(part):0.0} s");

    private static void Row(string what, FormattableString figures) => Say($"{what, -30}{figures.ToString(CultureInfo.InvariantCulture)}");

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

using System.Globalization;
using Muster.GraphEmulator.Histories;
using Muster.Testing;

namespace Muster.Bench;

/// <summary>Replays a whole history and prints a line for each stop.</summary>
internal static class ReplayBench
{
    private const string Both = "--both";
    private const int ChangesToATenant = 60;

    public static async Task<int> RunAsync(string file, string[] rest, CancellationToken cancellationToken)
    {
        var both = rest.Contains(Both);
        var opened = HistoryFiles.Open(file);
        // A file that holds a tenant and no life of it is given one.
        var history = opened is TenantFile ? new ChangedTenant(opened, seed: 1, ChangesToATenant) : opened;
        var usual = opened is TenantFile ? 1L : 50L;
        var every = rest.FirstOrDefault(word => word != Both) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
        var last = history.LastSeq ?? throw new InvalidDataException($"{file} does not say how long it is.");
        List<long> stops = [1];
        for (var seq = every; seq < last; seq += every)
            stops.Add(seq);
        stops.Add(last);
        var (failed, incremental, seconds, wholeSeconds) = (0, 0, 0.0, 0.0);
        Console.WriteLine(
            "  seq  users+  users-  groups  linked  members+  members-  owners+  owners-  held  requests      planned  seconds  whole s  result"
        );
        var replay = new HistoryReplay(() => history) { BothWays = both };
        await foreach (var stop in replay.RunAsync([.. stops.Distinct()], cancellationToken))
        {
            failed += stop.Faults.Count > 0 ? 1 : 0;
            incremental += stop.Planned == "incremental" ? 1 : 0;
            (seconds, wholeSeconds) = (seconds + stop.Seconds, wholeSeconds + (stop.Whole?.Seconds ?? 0));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stop.Seq, 5}{stop.Step("usersCreated"), 8}{stop.Step("usersSuspended"), 8}{stop.DirectoryGroups, 8}{stop.Linked, 8}{stop.Step("membersAdded"), 10}{stop.Step("membersRemoved"), 10}{stop.Step("ownersAdded"), 9}{stop.Step("ownersRemoved"), 9}{(stop.Held ? "yes" : "-"), 6}{stop.Run.GetProperty("graph").GetProperty("requests").GetInt32(), 10}{stop.Planned, 13}{stop.Seconds, 9:0.00}{stop.Whole?.Seconds, 9:0.00}  {(stop.Faults.Count == 0 ? "equal" : string.Join("; ", stop.Faults.Take(3)))}"
                )
            );
        }
        var what = both ? "the directory, and what reading and planning everything comes to" : "the directory";
        Console.WriteLine(failed == 0 ? $"All {stops.Distinct().Count()} stops equal {what}." : $"{failed} of {stops.Count} stops differ.");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{incremental} planned from changes; {seconds:0.0} s{(both ? $", the other way {wholeSeconds:0.0} s" : "")}"
            )
        );
        return failed == 0 ? 0 : 1;
    }
}

using System.Globalization;
using Muster.GraphEmulator.Histories;
using Muster.Testing;

namespace Muster.Bench;

/// <summary>Replays a whole history and prints a line for each stop.</summary>
internal static class ReplayBench
{
    public static async Task<int> RunAsync(string history, string[] rest, CancellationToken cancellationToken)
    {
        var every = rest is [var text] ? long.Parse(text, CultureInfo.InvariantCulture) : 50;
        var last = HistoryFiles.Open(history).LastSeq ?? throw new InvalidDataException($"{history} does not say how long it is.");
        List<long> stops = [1];
        for (var seq = every; seq < last; seq += every)
            stops.Add(seq);
        stops.Add(last);
        var failed = 0;
        Console.WriteLine("  seq  users+  users-  groups  linked  members+  members-  owners+  owners-  held  requests  seconds  result");
        await foreach (var stop in new HistoryReplay(history).RunAsync([.. stops.Distinct()], cancellationToken))
        {
            failed += stop.Faults.Count > 0 ? 1 : 0;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stop.Seq, 5}{stop.Step("usersCreated"), 8}{stop.Step("usersSuspended"), 8}{stop.DirectoryGroups, 8}{stop.Linked, 8}{stop.Step("membersAdded"), 10}{stop.Step("membersRemoved"), 10}{stop.Step("ownersAdded"), 9}{stop.Step("ownersRemoved"), 9}{(stop.Held ? "yes" : "-"), 6}{stop.Run.GetProperty("graph").GetProperty("requests").GetInt32(), 10}{stop.Seconds, 9:0.00}  {(stop.Faults.Count == 0 ? "equal" : string.Join("; ", stop.Faults.Take(3)))}"
                )
            );
        }
        Console.WriteLine(failed == 0 ? $"All {stops.Count} stops equal the directory." : $"{failed} of {stops.Count} stops differ.");
        return failed == 0 ? 0 : 1;
    }
}

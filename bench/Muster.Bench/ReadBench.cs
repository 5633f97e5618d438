using System.Globalization;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Testing.Simulation;

namespace Muster.Bench;

/// <summary>Reads a whole tenant whose every answer takes a while, and holds it against the longer chain of pages, which no reader can beat.</summary>
internal static class ReadBench
{
    private const int Rounds = 3;

    /// <summary>Reading, parsing and storing both streams may take so much of the time of the longer chain of pages.</summary>
    private const double Allowed = 1.1;

    public static async Task<int> RunAsync(int latency, CancellationToken cancellationToken)
    {
        var options = new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(latency) };
        await using var rig = await MirrorRig.StartAsync(new CompanyHistory(12_000, 4_000, seed: 1), options, cancellationToken);
        await rig.NextAsync(cancellationToken);
        // Once for the compiler, which is not what is measured.
        await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
        using var bare = await BareClient.SignInAsync(rig.Host, cancellationToken);
        var users = await BareClient.FollowAsync(bare, $"{rig.Host.GraphUrl}/users/delta?$select=displayName", cancellationToken);
        var groups = await BareClient.FollowAsync(
            bare,
            $"{rig.Host.GraphUrl}/groups/delta?$select=displayName,members,owners",
            cancellationToken
        );
        var reads = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
            reads.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
        var read = reads.Min();
        var longer = Math.Max(users.Pages, groups.Pages) * latency / 1000.0;
        var floor = Math.Max(users.Seconds, groups.Seconds);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {latency} ms an answer; users {users.Pages} pages, groups {groups.Pages} pages
                longer chain, by its number of pages      {longer:0.00} s
                longer chain, fetched and not looked at   {floor:0.00} s
                both chains one after the other           {users.Seconds + groups.Seconds:0.00} s
                Muster, whole read, checked and stored    {read:0.00} s, the best of {string.Join(
                    ", ",
                    reads.Select(one => one.ToString("0.00", CultureInfo.InvariantCulture))
                )}
                {read / longer:0.00} x the longer chain of pages, {read / floor:0.00} x the same fetched by a bare client: {(
                    read <= longer * Allowed ? "within" : "not within"
                )} 10 %
                """
            )
        );
        return read <= longer * Allowed ? 0 : 1;
    }
}

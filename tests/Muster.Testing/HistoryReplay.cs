using System.Text.Json;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;

namespace Muster.Testing;

/// <summary>Lives through a recorded history: at each stop the tenant moves on, Muster creates groups and syncs, and its export is compared with an independent oracle.</summary>
public sealed class HistoryReplay(Func<ITenantHistory> history)
{
    private readonly string _secretVariable = $"MUSTER_REPLAY_SECRET_{Guid.NewGuid():N}";

    /// <summary>Replays a history file.</summary>
    public HistoryReplay(string file)
        : this(() => HistoryFiles.Open(file)) { }

    /// <summary>How the tenant answers.</summary>
    public EmulatorOptions Options { get; init; } = new();

    /// <summary>At which change sets the sync reads everything anew.</summary>
    public Func<long, bool> ReadsInFull { get; init; } = _ => false;

    /// <summary>Whether a second Muster follows the same tenant, which reads and plans everything at each stop; the two must come to the same.</summary>
    public bool BothWays { get; init; }

    /// <summary>Replays to each stop.</summary>
    /// <param name="stops">Change sets to stop at, ascending; 1 is always the first stop.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<ReplayStop> RunAsync(
        IReadOnlyList<long> stops,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var tenant = await EmulatorHost.StartAsync(Options, history(), TimeProvider.System, cancellationToken);
        using var muster = new CommandLine();
        using var whole = new CommandLine();
        await ConnectAsync(muster, tenant, cancellationToken);
        if (BothWays)
            await ConnectAsync(whole, tenant, cancellationToken);
        var oracle = new DirectoryOracle();
        using var changes = history().ChangeSets().GetEnumerator();
        foreach (var stop in stops)
        {
            while (changes.MoveNext())
            {
                oracle.Apply(changes.Current.Operations);
                if (changes.Current.Seq == stop)
                    break;
            }
            await tenant.AdvanceAsync(stop, cancellationToken);
            var (seen, state) = await StopAsync(muster, oracle, stop, ReadsInFull(stop), cancellationToken);
            if (BothWays)
            {
                var (other, otherState) = await StopAsync(whole, oracle, stop, full: true, cancellationToken);
                seen = seen with { Faults = [.. seen.Faults, .. TwoWays.Between(seen, state, other, otherState)], Whole = other };
            }
            yield return seen;
        }
        await muster.MustAsync(0, cancellationToken, "audit", "verify");
    }

    private async Task ConnectAsync(CommandLine muster, EmulatorHost tenant, CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable(_secretVariable, tenant.ClientSecret);
        string[] add =
        [
            "connection",
            "add",
            "entra",
            "--name",
            "replay",
            "--tenant-id",
            tenant.TenantId,
            "--client-id",
            tenant.ClientId,
            "--secret-env",
            _secretVariable,
            "--graph-url",
            tenant.GraphUrl.ToString(),
            "--authority",
            tenant.AuthorityUrl.ToString(),
            "--trust-certificate",
            tenant.CertificatePath,
        ];
        await muster.MustAsync(0, cancellationToken, add);
        await muster.MustAsync(0, cancellationToken, "users", "import", "--connection", "replay", "--everyone", "--yes");
    }

    private static async Task<(ReplayStop Stop, IReadOnlyList<string> State)> StopAsync(
        CommandLine muster,
        DirectoryOracle oracle,
        long seq,
        bool full,
        CancellationToken cancellationToken
    )
    {
        var start = TimeProvider.System.GetTimestamp();
        await muster.RunAsync(cancellationToken, "groups", "create", "--from-directory", "--all");
        string[] way = full ? ["--full"] : [];
        var sync = await muster.RunAsync(cancellationToken, ["sync", "--yes", "--json", .. way]);
        var run = sync.Json;
        var held = sync.Code == 3;
        if (held)
            run = (
                await muster.MustAsync(
                    0,
                    cancellationToken,
                    "runs",
                    "approve",
                    run.GetProperty("run").GetRawText(),
                    "--reason",
                    "replay",
                    "--json"
                )
            ).Json;
        else if (sync.Code != 0)
            throw new InvalidOperationException(sync.ToString());
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var again = await muster.MustAsync(0, cancellationToken, "sync", "--yes", "--json");
        var export = await muster.MustAsync(0, cancellationToken, "export", "state", "--format", "jsonl");
        var faults = Compare(oracle, [.. export.JsonLines]);
        var outcome = again.Json.GetProperty("outcome").GetString();
        if (outcome != "noChanges")
            faults.Add($"a second sync was '{outcome}': {again.Json.GetProperty("steps").GetRawText()}");
        var stop = new ReplayStop(seq, run, held, seconds, faults, Linked([.. export.JsonLines]), oracle.Groups.Count)
        {
            Planned = sync.Json.GetProperty("planned").GetString()!,
        };
        return (stop, [.. export.JsonLines.Select(line => line.GetRawText())]);
    }

    private static int Linked(IReadOnlyList<JsonElement> export) =>
        export.Count(line => line.GetProperty("type").GetString() == "group" && line.GetProperty("link").GetString() == "linked");

    private static List<string> Compare(DirectoryOracle oracle, IReadOnlyList<JsonElement> export)
    {
        var faults = new List<string>();
        var groups = export.Where(line => Text(line, "type") == "group").ToList();
        var memberships = export
            .Where(line => Text(line, "type") == "membership")
            .ToLookup(line => (Text(line, "group"), Text(line, "relation")), line => Guid.Parse(Text(line, "user")!));
        foreach (var group in groups.Where(group => Text(group, "link") == "linked"))
        {
            var id = Guid.Parse(Text(group, "id")!);
            var name = Text(group, "name");
            if (!oracle.Groups.TryGetValue(id, out var directoryName))
            {
                faults.Add($"'{name}' is linked to {id}, which the directory does not have");
                continue;
            }
            if (
                directoryName != name
                && oracle.Groups.Values.Count(other => other == directoryName) == 1
                && groups.All(other => Text(other, "name") != directoryName)
            )
                faults.Add($"'{name}' should be called '{directoryName}'");
            Differ(faults, $"members of '{name}'", oracle.EffectiveMembers(id), memberships[(name, "member")]);
            Differ(faults, $"owners of '{name}'", oracle.Owners(id), memberships[(name, "owner")]);
        }
        var active = export.Count(line => Text(line, "type") == "user" && line.GetProperty("active").GetBoolean());
        if (active != oracle.EnabledUsers)
            faults.Add($"{active} active users, but {oracle.EnabledUsers} enabled ones in the directory");
        var unlinkedOnce = oracle
            .Groups.Where(group =>
                oracle.Groups.Values.Count(name => name == group.Value) == 1 && groups.All(own => Text(own, "id") != group.Key.ToString())
            )
            .ToList();
        faults.AddRange(
            unlinkedOnce
                .Where(group => groups.All(own => Text(own, "name") != group.Value))
                .Select(group => $"directory group '{group.Value}' ({group.Key}) has a name of its own and no group here")
        );
        return faults;
    }

    private static void Differ(List<string> faults, string what, IEnumerable<Guid> expected, IEnumerable<Guid> actual)
    {
        var (wanted, there) = (expected.ToHashSet(), actual.ToList());
        var missing = wanted.Except(there).Count();
        var extra = there.Except(wanted).Count();
        if (missing + extra > 0 || there.Count != wanted.Count)
            faults.Add($"{what}: {missing} missing, {extra} too many, of {wanted.Count}");
    }

    private static string? Text(JsonElement line, string property) => line.GetProperty(property).GetString();
}

/// <summary>What a stop of a replay showed.</summary>
/// <param name="Seq">Change set.</param>
/// <param name="Run">The run document.</param>
/// <param name="Held">Whether a guard rail held the run and the replay approved it.</param>
/// <param name="Seconds">Creating groups and syncing together.</param>
/// <param name="Faults">Differences from the oracle; empty when all is well.</param>
/// <param name="Linked">Linked groups.</param>
/// <param name="DirectoryGroups">Groups in the directory.</param>
public sealed record ReplayStop(
    long Seq,
    JsonElement Run,
    bool Held,
    double Seconds,
    IReadOnlyList<string> Faults,
    int Linked,
    int DirectoryGroups
)
{
    /// <summary>How the sync planned: <c>full</c> or <c>incremental</c>.</summary>
    public string Planned { get; init; } = "";

    /// <summary>What the Muster showed that reads and plans everything; null when there is none.</summary>
    public ReplayStop? Whole { get; init; }

    /// <summary>A figure of the run's steps.</summary>
    public int Step(string name) => Run.GetProperty("steps").GetProperty(name).GetInt32();
}

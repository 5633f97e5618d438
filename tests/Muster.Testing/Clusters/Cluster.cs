using System.Globalization;
using Muster.Storage;

namespace Muster.Testing.Clusters;

/// <summary>An installation of several processes that serve every workspace on one PostgreSQL server, each workspace with a tenant that changes.</summary>
public sealed class Cluster : IAsyncDisposable
{
    private readonly ServerDatabase _database;
    private readonly string _folder;

    private Cluster(ServerDatabase database, string folder, IReadOnlyList<ClusterTenant> tenants, IReadOnlyList<ClusterNode> nodes) =>
        (_database, _folder, Tenants, Nodes) = (database, folder, tenants, nodes);

    /// <summary>The processes; none is started.</summary>
    public IReadOnlyList<ClusterNode> Nodes { get; }

    /// <summary>The tenants and their workspaces.</summary>
    public IReadOnlyList<ClusterTenant> Tenants { get; }

    /// <summary>Makes one.</summary>
    /// <param name="nodes">How many processes.</param>
    /// <param name="workspaces">How many workspaces besides the first, which stays empty.</param>
    /// <param name="latency">Time added to every answer of a directory.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="options">More options of every process.</param>
    public static async Task<Cluster> MakeAsync(
        int nodes,
        int workspaces,
        TimeSpan latency,
        CancellationToken cancellationToken,
        params string[] options
    )
    {
        var database = await ServerDatabase.EmptyAsync();
        var folder = Directory.CreateTempSubdirectory("muster-cluster-").FullName;
        var tenants = new List<ClusterTenant>();
        await using (var muster = await MusterDatabase.OpenAsync(folder, database.Address, TimeProvider.System, cancellationToken))
            for (var number = 1; number <= workspaces; number++)
                tenants.Add(await ClusterTenant.MakeAsync(muster, number, latency, cancellationToken));
        return new(
            database,
            folder,
            tenants,
            [.. Enumerable.Range(1, nodes).Select(number => new ClusterNode(number, database.Url, KeyFile(folder), options))]
        );
    }

    /// <summary>Every run that was made, in the order of their fences.</summary>
    public async Task<IReadOnlyList<ClusterRun>> RunsAsync(CancellationToken cancellationToken)
    {
        var runs = new List<ClusterRun>();
        await using var source = _database.Address.CreateSource();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        foreach (var tenant in Tenants)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT set_config('muster.workspace', '{tenant.Number}', true); SELECT id, fence, actor, outcome, started_at, ended_at, revision FROM run WHERE workspace = {tenant.Number} ORDER BY fence, id"
            );
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            await rows.NextResultAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                runs.Add(
                    new(
                        tenant.Workspace,
                        rows.GetInt64(0),
                        rows.GetInt64(1),
                        rows.GetString(2),
                        (Engine.Runs.RunOutcome)rows.GetInt32(3),
                        DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4)),
                        rows.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                        rows.IsDBNull(6) ? null : rows.GetInt64(6)
                    )
                );
        }
        return runs;
    }

    /// <summary>Which process carries a time out now: workspace and process id.</summary>
    public async Task<IReadOnlyList<(string Workspace, int Process)>> AtWorkAsync(CancellationToken cancellationToken)
    {
        await using var muster = await MusterDatabase.OpenAsync(_folder, _database.Address, TimeProvider.System, cancellationToken);
        var found = new List<(string, int)>();
        foreach (var tenant in Tenants)
        foreach (var slot in (await muster.Of(tenant.Number).Schedules.LookAsync(cancellationToken)).Connections)
            if (slot.Holder is { } holder)
                found.Add((tenant.Workspace, int.Parse(holder.Process.Split('|')[^2], CultureInfo.InvariantCulture)));
        return found;
    }

    /// <summary>Lets nothing come due before <see cref="LetGoAsync"/>.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => ArmAsync(now => now.AddDays(1), cancellationToken);

    /// <summary>Lets every workspace be due after a time; each process learns of it within ten seconds.</summary>
    public Task LetGoAsync(TimeSpan after, CancellationToken cancellationToken) => ArmAsync(now => now + after, cancellationToken);

    /// <summary>Waits until every workspace has had a run that began after its tenant had changed last and came to its end.</summary>
    /// <exception cref="TimeoutException">One has not within the time; the message says which, and what the processes said last.</exception>
    public async Task ConvergedAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var rhythm = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var until = TimeProvider.System.GetUtcNow() + within; ; await rhythm.WaitForNextTickAsync(cancellationToken))
        {
            var done = (await RunsAsync(cancellationToken)).Where(run => run.IsDone).ToLookup(run => run.Workspace);
            var behind = Tenants
                .Where(tenant => !done[tenant.Workspace].Any(run => run.StartedAt > tenant.ChangedAt))
                .Select(tenant => tenant.Workspace)
                .ToList();
            if (behind.Count == 0)
                return;
            if (TimeProvider.System.GetUtcNow() > until)
                throw new TimeoutException(
                    $"Behind: {string.Join(", ", behind)}.\n{string.Join('\n', Nodes.SelectMany(node => node.Said.TakeLast(8).Select(line => line[..Math.Min(line.Length, 400)])))}"
                );
        }
    }

    /// <summary>What is wrong in what the processes have left behind; nothing, if all is as it should be. They must have stopped.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellationToken)
    {
        var runs = await RunsAsync(cancellationToken);
        var faults = Tenants.SelectMany(tenant => Faults([.. runs.Where(run => run.Workspace == tenant.Workspace)])).ToList();
        using var muster = new CommandLine(folder: _folder) { Database = _database.Url };
        foreach (var tenant in Tenants)
        {
            foreach (var command in new[] { new[] { "audit", "verify" }, ["plan", "--full", "--detailed-exitcode"] })
            {
                var result = await muster.RunAsync(cancellationToken, [.. command, "--workspace", tenant.Workspace]);
                if (result.Code != 0)
                    faults.Add($"{tenant.Workspace}: {result}");
            }
        }
        return faults;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        foreach (var tenant in Tenants)
            await tenant.DisposeAsync();
        await _database.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What is wrong with the runs of one workspace, in the order of their fences.</summary>
    private static IEnumerable<string> Faults(IReadOnlyList<ClusterRun> runs)
    {
        foreach (var (before, after) in runs.Zip(runs.Skip(1)))
        {
            if (after.Fence == before.Fence)
                yield return $"{after.Workspace}: the runs {before.Id} and {after.Id} have the same fence {after.Fence}.";
            // Whoever came later ends what it found unfinished, in the moment when it begins.
            if (before.EndedAt is null || before.EndedAt > after.StartedAt)
                yield return $"{after.Workspace}: the runs {before.Id} and {after.Id} were at work at once.";
        }
        var revisions = runs.Where(run => run.Revision is not null).Select(run => run.Revision!.Value).ToList();
        if (!revisions.SequenceEqual(revisions.Order()) || revisions.Distinct().Count() != revisions.Count)
            yield return $"{runs[0].Workspace}: revisions were made in the order {string.Join(' ', revisions)} of fences.";
        foreach (var run in runs.Where(run => run.Outcome == Engine.Runs.RunOutcome.Applied && run.Revision is null))
            yield return $"{run.Workspace}: the run {run.Id} was applied and made no revision.";
    }

    private async Task ArmAsync(Func<DateTimeOffset, DateTimeOffset> due, CancellationToken cancellationToken)
    {
        await using var muster = await MusterDatabase.OpenAsync(_folder, _database.Address, TimeProvider.System, cancellationToken);
        foreach (var tenant in Tenants)
        {
            var slots = muster.Of(tenant.Number).Schedules;
            var board = await slots.LookAsync(cancellationToken);
            foreach (var slot in board.Connections)
                if (!await slots.ArmAsync(slot, slot.Settings, due(board.Now), cancellationToken))
                    throw new InvalidOperationException($"{tenant.Workspace} was armed by somebody else.");
        }
    }

    /// <summary>The key file that was made with the workspaces, which every process has.</summary>
    private static string KeyFile(string folder) => Path.Combine(folder, MusterDatabase.KeysFolder, "wrap.key");
}

/// <summary>A run of one of the workspaces.</summary>
public sealed record ClusterRun(
    string Workspace,
    long Id,
    long Fence,
    string Actor,
    Engine.Runs.RunOutcome Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    long? Revision
)
{
    /// <summary>Whether it came to the end that it was begun for.</summary>
    public bool IsDone => Outcome is Engine.Runs.RunOutcome.Applied or Engine.Runs.RunOutcome.NoChanges;
}

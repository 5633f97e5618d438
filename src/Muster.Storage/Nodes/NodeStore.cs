using Muster.Engine.Nodes;
using Muster.Storage.Sql;

namespace Muster.Storage.Nodes;

/// <summary>One row a process, which it alone writes.</summary>
internal sealed class NodeStore(Database database) : INodeStore
{
    /// <summary>So long after its last sign of life a process counts as lost; it gives one every ten seconds.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>So long it is shown all the same.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public async Task SignAsync(NodeIdentity node, NodeWork work, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteBesideAsync(cancellationToken);
        await session.ExecuteAsync(
            $"""
            INSERT INTO node (id, machine, process, version, schema, address, serves, state, working, waiting, since, seen_at)
            VALUES ({node.Id}, {node.Machine}, {node.Process}, {node.Version}, {database.Provider.Schema}, {node.Address}, {node.Serves},
                {work.IsDraining}, {work.Working}, {work.Waiting}, {Database.Now}, {Database.Now})
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, working = excluded.working, waiting = excluded.waiting,
                seen_at = excluded.seen_at
            """,
            cancellationToken
        );
        await session.CommitAsync(cancellationToken);
    }

    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteBesideAsync(cancellationToken);
        await session.ExecuteAsync($"DELETE FROM node WHERE id = {id}", cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.WriteBesideAsync(cancellationToken);
        await session.ExecuteAsync($"DELETE FROM node WHERE {Database.Now} - seen_at > {(long)Kept.TotalMilliseconds}", cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Node>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await session.RowsAsync(
            $"""
            SELECT id, machine, process, version, schema, address, serves, state, working, waiting, since, seen_at, {Database.Now}
            FROM node ORDER BY machine, process, id
            """,
            row =>
            {
                var seenAt = row.Instant(11);
                return new Node(
                    new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(5), row.IntOrNull(6)),
                    row.GetInt32(4),
                    new(row.Flag(7), row.GetInt32(8), row.GetInt32(9)),
                    row.Instant(10),
                    seenAt,
                    row.Instant(12) - seenAt > Silence
                );
            },
            cancellationToken
        );
    }
}

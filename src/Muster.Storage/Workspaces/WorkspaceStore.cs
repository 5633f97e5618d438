using System.Runtime.CompilerServices;
using Muster.Engine.Runs;
using Muster.Engine.Workspaces;
using Muster.Storage.Auditing;
using Muster.Storage.Moving;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Workspaces;

/// <summary>The workspaces of the database, whichever of them it was opened for. Their names belong to none; all else that is changed here lies in the workspace it is about.</summary>
internal sealed class WorkspaceStore(Database database) : IWorkspaceStore
{
    public async Task<IReadOnlyList<Workspace>> ListAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await ListAsync(session, cancellationToken);
    }

    public async Task<Workspace?> CreateAsync(string name, string actor, CancellationToken cancellationToken)
    {
        // Whoever makes one holds the first, so that no two take the same number.
        await using var session = await database.Of(Database.FirstWorkspace).WriteAsync(cancellationToken);
        if (await IsTakenAsync(session, name, 0, cancellationToken))
            return null;
        var number = 1 + (int)(await session.NumberAsync($"SELECT max(number) FROM workspace_name", cancellationToken))!;
        await session.ExecuteAsync(
            $"INSERT INTO workspace_name (number, name, name_folded) VALUES ({number}, {name}, {Fold(name)})",
            cancellationToken
        );
        await using var own = await session.EnterAsync(number, cancellationToken);
        await NewWorkspace.MakeAsync(own, cancellationToken);
        await NoteAsync(own, actor, "workspace.created", name, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return new Workspace(number, name);
    }

    public async Task<Workspace?> RenameAsync(Workspace workspace, string name, string actor, CancellationToken cancellationToken)
    {
        await using var session = await database.Of(workspace.Number).WriteAsync(cancellationToken);
        if (await IsTakenAsync(session, name, workspace.Number, cancellationToken))
            return null;
        var renamed = await session.ExecuteAsync(
            $"UPDATE workspace_name SET name = {name}, name_folded = {Fold(name)} WHERE number = {workspace.Number} AND name = {workspace.Name}",
            cancellationToken
        );
        if (renamed == 0)
            return null;
        await NoteAsync(session, actor, "workspace.renamed", name, cancellationToken, ("before", workspace.Name));
        await session.CommitAsync(cancellationToken);
        return workspace with { Name = name };
    }

    public async Task<WorkspaceLimits> LimitsAsync(int workspace, CancellationToken cancellationToken)
    {
        await using var session = await database.Of(workspace).ReadAsync(cancellationToken);
        return await new WorkspaceSize(session).LimitsAsync(cancellationToken);
    }

    public async Task<(WorkspaceLimits Limits, WorkspaceUse Use)> SizeAsync(int workspace, CancellationToken cancellationToken)
    {
        await using var session = await database.Of(workspace).ReadAsync(cancellationToken);
        var size = new WorkspaceSize(session);
        return (await size.LimitsAsync(cancellationToken), await size.UseAsync(cancellationToken));
    }

    public async Task SetLimitsAsync(int workspace, WorkspaceLimits limits, string actor, CancellationToken cancellationToken)
    {
        await using var session = await database.Of(workspace).WriteAsync(cancellationToken);
        await session.ExecuteAsync(
            $"""
            UPDATE workspace SET limit_users = {limits.Users}, limit_groups = {limits.Groups}, limit_memberships = {limits.Memberships},
                limit_connections = {limits.Connections}
            WHERE workspace = {Database.Workspace}
            """,
            cancellationToken
        );
        var name = (await ListAsync(session, cancellationToken)).Single(one => one.Number == workspace).Name;
        await NoteAsync(
            session,
            actor,
            "workspace.limited",
            name,
            cancellationToken,
            ("users", limits.Users),
            ("groups", limits.Groups),
            ("memberships", limits.Memberships),
            ("connections", limits.Connections)
        );
        await session.CommitAsync(cancellationToken);
    }

    public async Task RemoveAsync(Workspace workspace, string actor, CancellationToken cancellationToken)
    {
        if (workspace.IsFirst)
            throw new ArgumentException("The first workspace is always there.", nameof(workspace));
        var own = database.Of(workspace.Number);
        var leases = new LeaseStore(own, ProcessIdentity.Current());
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "workspace remove", database.Clock, cancellationToken);
        await using (var session = await own.WriteAsync(lease.Token))
            await RemoveAsync(session, workspace, lease.Lease, actor, lease.Token);
        await database.TidyAsync();
    }

    private async Task RemoveAsync(SqlSession session, Workspace workspace, Lease lease, string actor, CancellationToken cancellationToken)
    {
        await Fence.CheckAsync(session, lease, cancellationToken);
        var (entries, head) = await session.FirstAsync(
            $"SELECT audit_entries, audit_head FROM workspace WHERE workspace = {Database.Workspace}",
            row => (row.GetInt64(0), row.Bytes(1)),
            cancellationToken
        );
        foreach (var table in await TablesAsync(session, cancellationToken))
            await session.ExecuteAsync(
                FormattableStringFactory.Create($"DELETE FROM {TableCopy.Quoted(table)} WHERE workspace = {{0}}", Database.Workspace),
                cancellationToken
            );
        await session.ExecuteAsync(
            $"UPDATE workspace_name SET name = NULL, name_folded = NULL WHERE number = {workspace.Number}",
            cancellationToken
        );
        await using var first = await session.EnterAsync(Database.FirstWorkspace, cancellationToken);
        // Entering does not wait for whoever writes there.
        await first.ExecuteAsync($"UPDATE workspace SET revision = revision WHERE workspace = {Database.Workspace}", cancellationToken);
        await NoteAsync(
            first,
            actor,
            "workspace.removed",
            workspace.Name,
            cancellationToken,
            ("number", workspace.Number),
            ("auditEntries", entries),
            ("lastHash", Convert.ToHexStringLower(head))
        );
        await session.CommitAsync(cancellationToken);
    }

    /// <summary>Every table with rows of workspaces, so that a new one cannot be forgotten; on a server also those of the accounts, which no model here knows.</summary>
    private static async Task<IEnumerable<string>> TablesAsync(SqlSession session, CancellationToken cancellationToken) =>
        (await TablesThere.FindAsync(session.Statements, cancellationToken)).Where(table => table.Value).Select(table => table.Key);

    private static Task<List<Workspace>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.RowsAsync(
            $"SELECT number, name FROM workspace_name WHERE name IS NOT NULL ORDER BY number",
            row => new Workspace(row.GetInt32(0), row.GetString(1)),
            cancellationToken
        );

    private static async Task<bool> IsTakenAsync(SqlSession session, string name, int but, CancellationToken cancellationToken) =>
        await session.NumberAsync(
            $"SELECT number FROM workspace_name WHERE name_folded = {Fold(name)} AND number <> {but}",
            cancellationToken
        )
            is not null;

    private Task<long> NoteAsync(
        SqlSession session,
        string actor,
        string action,
        string name,
        CancellationToken cancellationToken,
        params ReadOnlySpan<(string Name, object? Value)> detail
    ) => AuditChain.AppendAsync(session, database.Clock.GetUtcNow(), actor, action, name, AuditDetail.Json(detail), cancellationToken);

    private static string Fold(string name) => name.ToUpperInvariant();
}

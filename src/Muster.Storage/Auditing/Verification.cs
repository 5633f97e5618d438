using Muster.Engine.Auditing;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Compares what is stored in different places about the same thing: chain, digests, intervals, packed sets, counters.</summary>
/// <param name="session">A transaction of the workspace that is looked at.</param>
/// <param name="checkpoints">Notes of its audit log that were kept elsewhere.</param>
internal sealed class Verification(SqlSession session, IReadOnlyList<AuditCheckpoint> checkpoints)
{
    /// <summary>Enough to see what is wrong; the rest is counted.</summary>
    private const int MostFaults = 200;

    private readonly List<string> _faults = [];
    private readonly List<string> _record = [];
    private readonly RecordedDigests _recorded = new();
    private long _more;

    public async Task<AuditVerification> RunAsync(CancellationToken cancellationToken)
    {
        var chain = new ChainCheck(session, _recorded, Fault, new CheckpointCheck(checkpoints, session.WorkspaceNumber));
        await TryAsync("audit log", () => chain.RunAsync(cancellationToken));
        await TryAsync("revisions", () => CheckRevisionsAsync(cancellationToken));
        await TryAsync("runs", () => CheckRunsAsync(cancellationToken));
        await TryAsync("settings", () => CheckSettingsAsync(cancellationToken));
        await TryAsync("connections", () => CheckConnectionsAsync(cancellationToken));
        await TryAsync("users", () => CheckUsersAsync(cancellationToken));
        await TryAsync("groups", () => CheckGroupsAsync(cancellationToken));
        await TryAsync("sub-groups", () => new SubGroupCheck(session, _recorded, Fault, Derived).RunAsync(cancellationToken));
        using var memberships = new MembershipCheck(session, _recorded, Fault, Derived);
        await TryAsync("memberships", () => memberships.RunAsync(cancellationToken));
        await TryAsync("exceptions", () => new ExceptionCheck(session, _recorded, Fault).RunAsync(cancellationToken));
        await TryAsync("plans", () => new PlanCheck(session, _recorded, Fault).RunAsync(cancellationToken));
        foreach (var missing in _recorded.Unused())
            Fault($"{missing} is recorded, but nothing stored bears it out.");
        if (_more > 0)
            _faults.Add($"… and {_more} more.");
        return new AuditVerification(chain.Entries, Convert.ToHexStringLower(chain.Head), _faults) { OfTheRecord = _record };
    }

    private async Task CheckRevisionsAsync(CancellationToken cancellationToken)
    {
        var latest = await session.NumberAsync($"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}", cancellationToken);
        var expected = 1L;
        await session.EachAsync(
            $"SELECT number, run, at, entry FROM revision WHERE workspace = {Database.Workspace} ORDER BY number",
            row =>
            {
                var (number, run, at) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
                if (number != expected)
                    Fault($"Revision {expected} is missing before revision {number}.");
                expected = number + 1;
                _recorded.CheckRevision(number, run, at, row.NumberOrNull(3), Fault);
            },
            cancellationToken
        );
        if (expected - 1 != latest)
            Fault($"The workspace is at revision {latest}, but the last stored revision is {expected - 1}.");
    }

    private async Task CheckRunsAsync(CancellationToken cancellationToken)
    {
        var expected = 1L;
        await session.EachAsync(
            $"SELECT * FROM run WHERE workspace = {Database.Workspace} ORDER BY id",
            row =>
            {
                var id = row.GetInt64(row.GetOrdinal("id"));
                if (id != expected)
                    Fault($"Run {expected} is missing before run {id}.");
                expected = id + 1;
                _recorded.Runs.Check(
                    id,
                    (RunOutcome)row.GetInt32(row.GetOrdinal("outcome")),
                    RowDigest.Of(row),
                    () => RowDigest.AsKept(row),
                    Fault
                );
            },
            cancellationToken
        );
    }

    private Task CheckSettingsAsync(CancellationToken cancellationToken) =>
        session.EachAsync(
            $"SELECT * FROM setting_version WHERE workspace = {Database.Workspace}",
            row =>
                _recorded.Settings.Check(
                    row.GetInt32(row.GetOrdinal("connection")),
                    row.GetInt64(row.GetOrdinal("version")),
                    RowDigest.Of(row),
                    () => RowDigest.AsKept(row),
                    Fault
                ),
            cancellationToken
        );

    private Task CheckConnectionsAsync(CancellationToken cancellationToken) =>
        session.EachAsync(
            $"SELECT key, name, tenant_id, client_id, graph_url, import_rule FROM connection WHERE workspace = {Database.Workspace}",
            row =>
                _recorded.Connections.Check(
                    row.GetInt32(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.TextOrNull(5),
                    Fault
                ),
            cancellationToken
        );

    private async Task CheckUsersAsync(CancellationToken cancellationToken)
    {
        using var digests = new DigestsByRevision();
        var order = new VersionOrder("User", Fault);
        var seen = 0;
        await session.EachAsync(
            UserVersion.SelectHistory(),
            row =>
            {
                if (row.IsDBNull(UserVersion.Width + 2))
                {
                    Fault("A version of a user belongs to no user.");
                    return;
                }
                var user = UserVersion.Map(row);
                var (from, to) = (row.GetInt64(UserVersion.Width), row.NumberOrNull(UserVersion.Width + 1));
                seen += order.Next(user.Key, from, to) ? 1 : 0;
                if (to is null && row.Flag(UserVersion.Width + 2) != user.Active)
                    Derived($"User {user.Key}: the current version says {Word(user.Active)}, the user row says {Word(!user.Active)}.");
                if (
                    to is null
                    && UserVersion.IdentityOf(
                        row.IntOrNull(UserVersion.Width + 3),
                        row.IntOrNull(UserVersion.Width + 4),
                        row.IdOrNull(UserVersion.Width + 5)
                    ) != user.Identity
                )
                    Derived($"User {user.Key}: the current version and the user row differ in whom the user follows.");
                digests.Of(from).Opened(user);
                if (to is { } end)
                    digests.Of(end).Closed(user.Key);
            },
            cancellationToken
        );
        order.End();
        digests.Compare((revision, hex) => _recorded.Check(AuditActions.UserVersions, revision, 0, hex, Fault));
        await CheckCountAsync(
            "users",
            seen,
            $"SELECT users FROM workspace WHERE workspace = {Database.Workspace}",
            $"SELECT count(*) FROM app_user WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
    }

    private async Task CheckGroupsAsync(CancellationToken cancellationToken)
    {
        using var digests = new DigestsByRevision();
        var order = new VersionOrder("Group", Fault);
        var seen = 0;
        await session.EachAsync(
            GroupVersion.SelectHistory(),
            row =>
            {
                var group = GroupVersion.Map(row);
                var (from, to) = (row.GetInt64(8), row.NumberOrNull(9));
                seen += order.Next(group.Key, from, to) ? 1 : 0;
                digests.Of(from).Opened(group);
                if (to is { } end)
                    digests.Of(end).Closed(group.Key);
            },
            cancellationToken
        );
        order.End();
        digests.Compare((revision, hex) => _recorded.Check(AuditActions.GroupVersions, revision, 0, hex, Fault));
        await CheckCountAsync(
            "groups",
            seen,
            $"SELECT groups FROM workspace WHERE workspace = {Database.Workspace}",
            $"SELECT count(*) FROM app_group WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
    }

    private async Task CheckCountAsync(
        string what,
        int seen,
        FormattableString counter,
        FormattableString rows,
        CancellationToken cancellationToken
    )
    {
        var counted = await session.NumberAsync(counter, cancellationToken);
        var stored = await session.NumberAsync(rows, cancellationToken);
        var words = $"{counted} {what} were counted, {stored} are stored, and {seen} have a history.";
        if (seen != stored)
            Fault(words);
        else if (seen != counted)
            Derived(words);
    }

    /// <summary>A value of a kind that nobody wrote must not keep the other checks from running.</summary>
    private async Task TryAsync(string what, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception damaged)
            when (damaged
                    is StoredDataException
                        or InvalidCastException
                        or InvalidOperationException
                        or OverflowException
                        or ArgumentException
            )
        {
            Fault($"The {what} cannot be checked to the end: {damaged.Message}");
        }
    }

    /// <summary>Something wrong with the log or the history.</summary>
    private void Fault(string text)
    {
        if (_record.Count < MostFaults)
            _record.Add(text);
        Derived(text);
    }

    /// <summary>Something wrong with what is derived from the history.</summary>
    private void Derived(string text)
    {
        if (_faults.Count < MostFaults)
            _faults.Add(text);
        else
            _more++;
    }

    private static string Word(bool active) => active ? "active" : "suspended";
}

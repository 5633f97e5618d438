using System.Globalization;
using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Engine.Runs;
using Muster.Storage.Auditing;
using Muster.Storage.Configuration;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>The audit entries of an applied plan, with digests over the intervals it wrote.</summary>
internal sealed class ApplyAudit(
    SqlSession session,
    SyncPlan plan,
    Run run,
    RunSeal seal,
    DateTimeOffset at,
    long revision,
    string? planDigest
)
{
    /// <summary>Writes them.</summary>
    /// <returns>Number of the first entry, which records the revision.</returns>
    public async Task<long> WriteAsync(
        IntervalDigest users,
        IntervalDigest groups,
        IntervalDigest subGroups,
        IntervalDigest exceptions,
        IEnumerable<MembershipWork> memberships,
        GroupStepWriter names,
        CancellationToken cancellationToken
    )
    {
        var chain = await AuditChain.OpenAsync(session, cancellationToken);
        var first = chain.Next;
        chain.Append(at, run.Actor, AuditActions.RunApplied, Text($"run {run.Id}"), Summary());
        foreach (var step in plan.Groups)
            chain.Append(at, run.Actor, ActionOf(step), names.NameOf(step.Group) ?? Text($"group {step.Group}"), DetailOf(step));
        foreach (var step in plan.Users)
            if (step is UserStep.Adopt(var user, _, var id, var by))
                chain.Append(
                    at,
                    run.Actor,
                    "user.adopted",
                    Text($"user {user}"),
                    AboutUser(user, ("objectId", id.ToString()), ("by", by.ToString()))
                );
            else if (step is UserStep.KeepApart)
                chain.Append(at, run.Actor, "user.keptApart", Text($"user {step.User}"), AboutUser(step.User));
        if (groups.Events > 0)
            chain.Append(at, run.Actor, AuditActions.GroupVersions, Text($"run {run.Id}"), Digest(groups));
        if (subGroups.Events > 0)
            chain.Append(at, run.Actor, AuditActions.SubGroups, Text($"run {run.Id}"), Digest(subGroups));
        if (users.Events > 0)
            chain.Append(at, run.Actor, AuditActions.UserVersions, Text($"run {run.Id}"), Digest(users));
        foreach (var step in plan.Exceptions)
            chain.Append(at, run.Actor, ActionOf(step), Text($"exception {step.Exception.Id}"), DetailOf(step));
        if (exceptions.Events > 0)
            chain.Append(at, run.Actor, AuditActions.ExceptionVersions, Text($"run {run.Id}"), Digest(exceptions));
        foreach (var group in memberships.GroupBy(work => work.Set.Group))
            AppendMemberships(chain, group.Key, group);
        await chain.WriteAsync(cancellationToken);
        return first;
    }

    private void AppendMemberships(AuditChain chain, int group, IEnumerable<MembershipWork> works)
    {
        using var digest = new IntervalDigest();
        int added = 0,
            removed = 0;
        foreach (var work in works)
        {
            work.Describe(digest);
            added += work.Additions.Count;
            removed += work.Removals.Count;
        }
        if (digest.Events > 0)
            chain.Append(
                at,
                run.Actor,
                AuditActions.GroupMemberships,
                Text($"group {group}"),
                AuditDetail.Json(
                    ("run", run.Id),
                    ("revision", revision),
                    ("group", group),
                    ("added", added),
                    ("removed", removed),
                    (AuditActions.Digest, digest.Hex())
                )
            );
    }

    private string Summary()
    {
        var counts = plan.Counts;
        return AuditDetail.Json(
            ("run", run.Id),
            ("revision", revision),
            ("at", at.ToUnixTimeMilliseconds()),
            ("connection", run.Connection),
            ("verb", run.Verb),
            ("planId", run.Plan),
            ("plan", plan.Hash),
            ("planDigest", planDigest),
            ("usersCreated", counts.UsersCreated),
            ("usersUpdated", counts.UsersUpdated),
            ("usersSuspended", counts.UsersSuspended),
            ("usersReactivated", counts.UsersReactivated),
            ("usersAdopted", counts.UsersAdopted),
            ("usersKeptApart", counts.UsersKeptApart),
            ("groupsCreated", counts.GroupsCreated),
            ("groupsLinked", counts.GroupsLinked),
            ("groupsRenamed", counts.GroupsRenamed),
            ("groupsChanged", counts.GroupsChanged),
            ("membersAdded", counts.MembersAdded),
            ("membersRemoved", counts.MembersRemoved),
            ("ownersAdded", counts.OwnersAdded),
            ("ownersRemoved", counts.OwnersRemoved),
            ("exceptionsBegun", counts.ExceptionsBegun),
            ("exceptionsExtended", counts.ExceptionsExtended),
            ("exceptionsEnded", counts.ExceptionsEnded),
            ("mirror", plan.Basis.Read.MirrorVersion),
            ("configuration", plan.Basis.ConfigurationVersion),
            ("decidedBy", run.DecidedBy),
            ("reason", run.DecisionReason),
            (RowDigest.Name, seal.Digest),
            (RunSeal.LastName, seal.Last)
        );
    }

    private string Digest(IntervalDigest digest) =>
        AuditDetail.Json(("run", run.Id), ("revision", revision), ("versions", digest.Events), (AuditActions.Digest, digest.Hex()));

    private string DetailOf(GroupStep step) =>
        step switch
        {
            GroupStep.Create(var key, var name, var purpose) => Detail(key, ("name", name), ("purpose", purpose)),
            GroupStep.Link(var key, var directoryKey, var id, var cause) => Detail(
                key,
                ("directoryKey", directoryKey),
                ("objectId", id.ToString()),
                ("cause", cause.ToString())
            ),
            GroupStep.ChangeState(var key, var from, var to, var until) => Detail(
                key,
                ("from", from.ToString()),
                ("to", to.ToString()),
                ("until", until?.ToUnixTimeMilliseconds())
            ),
            GroupStep.Configure(var key, var before, var after) => Detail(
                key,
                ("before", FlatJson.Encode(Settings.OfGroup.ToValues(before))),
                ("after", FlatJson.Encode(Settings.OfGroup.ToValues(after)))
            ),
            GroupStep.Describe(var key, var before, var after) => Detail(
                key,
                ("before", FlatJson.Encode(before)),
                ("after", FlatJson.Encode(after))
            ),
            GroupStep.Rename(var key, var from, var to) => Detail(key, ("from", from), ("to", to)),
            GroupStep.Nest(var key, var child) => Detail(key, ("child", child)),
            GroupStep.Unnest(var key, var child, var evidence) => Detail(key, ("child", child), ("evidence", evidence.ToString())),
            _ => Detail(step.Group),
        };

    private string DetailOf(ExceptionStep step) =>
        AuditDetail.Json(
            ("run", run.Id),
            ("revision", revision),
            ("exception", step.Exception.Id),
            ("group", step.Exception.Group),
            ("user", step.Exception.User),
            ("relation", step.Exception.Relation.ToString()),
            ("kind", step.Exception.Kind.ToString()),
            ("until", (step is ExceptionStep.Extend(_, var until) ? until : step.Exception.Until)?.ToUnixTimeMilliseconds()),
            ("cause", step is ExceptionStep.End(_, var cause, _) ? cause.ToString() : null),
            ("reason", step is ExceptionStep.End(_, _, var reason) ? reason : step.Exception.Reason)
        );

    private static string ActionOf(ExceptionStep step) =>
        step switch
        {
            ExceptionStep.Begin => "exception.began",
            ExceptionStep.Extend => "exception.extended",
            _ => "exception.ended",
        };

    private string Detail(int group, params ReadOnlySpan<(string, object?)> more) =>
        AuditDetail.Json([("run", run.Id), ("revision", revision), ("group", group), .. more]);

    private string AboutUser(int user, params ReadOnlySpan<(string, object?)> more) =>
        AuditDetail.Json([("run", run.Id), ("revision", revision), ("user", user), .. more]);

    private static string ActionOf(GroupStep step) =>
        step switch
        {
            GroupStep.Create => "group.created",
            GroupStep.Link => "group.linked",
            GroupStep.Unlink => "group.unlinked",
            GroupStep.ChangeState => "group.state",
            GroupStep.Configure => "group.configured",
            GroupStep.Describe => "group.described",
            GroupStep.Rename => "group.renamed",
            GroupStep.Retire => "group.retired",
            GroupStep.Nest => "group.nested",
            GroupStep.Unnest => "group.unnested",
            _ => throw new ArgumentException($"{step.GetType().Name} cannot be recorded.", nameof(step)),
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

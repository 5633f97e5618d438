using System.Runtime.CompilerServices;
using Muster.Engine.Auditing;
using Muster.Engine.Groups;
using Muster.Server.Accounts;
using Muster.Server.Api;
using Muster.Server.Past;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>The audit log, accounts, differences between two moments, and groups of a directory: tables that leave the house.</summary>
internal static class RecordTables
{
    /// <summary>Audit entries, the oldest first.</summary>
    public static ExportTable Audit(IAuditLog audit, AuditFilter filter, string asked, CancellationToken cancellationToken) =>
        new(
            "audit",
            ["number", "at", "actor", "action", "subject", "detail", "previousHash", "hash", "through", "address"],
            EntriesAsync(audit, filter, cancellationToken)
                .Select(entry =>
                {
                    var origin = DeedOrigin.In(entry);
                    return new object?[]
                    {
                        entry.Number,
                        entry.At,
                        entry.Actor,
                        entry.Action,
                        entry.Subject,
                        entry.Detail,
                        entry.PreviousHash,
                        entry.Hash,
                        origin?.Through,
                        origin?.Address,
                    };
                }),
            [("List", "audit"), ("Filter", asked)]
        );

    /// <summary>Entries in order, a page at a time, up to the latest there is when it begins: what is noted meanwhile is not part of it.</summary>
    public static async IAsyncEnumerable<AuditEntry> EntriesAsync(
        IAuditLog audit,
        AuditFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var latest = await audit
            .EntriesAsync(new AuditFilter { NewestFirst = true }, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        var known = filter with { NewestFirst = false, Before = latest?.Number + 1 };
        var entries = Keyset.AllAsync(
            (AuditEntry? last, int most) =>
                audit.EntriesAsync(known with { After = last?.Number ?? filter.After }, cancellationToken).Take(most),
            cancellationToken
        );
        await foreach (var entry in entries)
            yield return entry;
    }

    /// <summary>Who may sign in, by name; no secret of theirs.</summary>
    public static ExportTable Accounts(AccountDesk desk, GrantDesk grants, CancellationToken cancellationToken) =>
        new(
            "accounts",
            [
                "id",
                "name",
                "mail",
                "entraObjectId",
                "role",
                "approver",
                "connections",
                "secondStep",
                "disabled",
                "createdAt",
                "lastSignInAt",
            ],
            AccountsAsync(desk, grants, cancellationToken),
            [("List", "accounts")]
        );

    /// <summary>Failed sign-ins and refusals by hour, name and address, the latest hours first.</summary>
    public static ExportTable FailedSignIns(FailureLog failures, DateTimeOffset since, CancellationToken cancellationToken) =>
        new(
            "failed-sign-ins",
            ["hour", "name", "address", "count"],
            Keyset
                .AllAsync(
                    (FailedSignIns? last, int most) =>
                        failures.PageAsync(since, last is null ? null : FailurePlace.Of(last), most, cancellationToken),
                    cancellationToken
                )
                .Select(row => new object?[] { row.Hour, row.Name, row.Address, row.Count }),
            [("List", "failed sign-ins"), .. AskedFor.Of(new { Since = since })]
        );

    /// <summary>What differs between two moments.</summary>
    public static ExportTable Differences(
        Comparison comparison,
        ExportedMoment from,
        ExportedMoment to,
        IReadOnlyList<(string Name, string Value)> asked,
        CancellationToken cancellationToken
    ) =>
        new(
            "differences",
            [
                "type",
                "changes",
                "group",
                "user",
                "userPrincipalName",
                "displayName",
                "relation",
                "origin",
                "run",
                "at",
                "cause",
                "evidence",
                "before",
                "after",
            ],
            comparison
                .AllAsync(cancellationToken)
                .Select(DifferenceItem.Of)
                .Select(one =>
                    new object?[]
                    {
                        JsonFormat.Word(one.Type),
                        string.Join(", ", one.Changes),
                        one.Group,
                        one.User,
                        one.UserPrincipalName,
                        one.DisplayName,
                        one.Relation is { } relation ? JsonFormat.Word(relation) : null,
                        one.Origin is { } origin ? JsonFormat.Word(origin) : null,
                        one.Run,
                        one.At,
                        one.Cause is { } cause ? JsonFormat.Word(cause) : null,
                        one.Evidence is { } evidence ? JsonFormat.Word(evidence) : null,
                        one.GroupBefore?.Name ?? one.UserBefore?.UserPrincipalName,
                        one.GroupAfter?.Name ?? one.UserAfter?.UserPrincipalName,
                    }
                ),
            [
                ("List", "differences"),
                ("From", JsonFormat.Instant(from.At)),
                ("From revision", Numbers.Of(from.Moment.Revision)),
                ("To", JsonFormat.Instant(to.At)),
                ("To revision", Numbers.Of(to.Moment.Revision)),
                .. asked,
            ]
        );

    /// <summary>Groups of a directory as they were last read, and how each stands to the groups here.</summary>
    public static ExportTable Candidates(KnownDirectory known, string connection, DirectoryGroupFilter filter, DiscoveryState? state) =>
        new(
            "candidates",
            ["name", "id", "state", "obstacle", "kind", "members", "nested", "group", "mail", "description"],
            known
                .Discovery.All(filter)
                .Where(found => state is null || found.State == state)
                .Select(found =>
                    new object?[]
                    {
                        found.Source.Name,
                        found.Source.Id.ToString(),
                        JsonFormat.Word(found.State),
                        known.Obstacle(found)?.Code,
                        JsonFormat.Word(found.Source.Facts.Kind),
                        found.Source.Members.Count,
                        found.Source.ChildGroups.Count,
                        found.Group?.Name,
                        found.Source.Facts.Mail,
                        found.Source.Facts.Description,
                    }
                )
                .ToAsyncEnumerable(),
            [("List", "candidates"), .. AskedFor.Of(new { Connection = connection, State = state }), .. AskedFor.Of(filter)]
        );

    private static async IAsyncEnumerable<object?[]> AccountsAsync(
        AccountDesk desk,
        GrantDesk grants,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var roles = await grants.ListAsync(cancellationToken);
        var accounts = Keyset.AllAsync(
            (Account? last, int most) => desk.PageAsync(AccountPlace.Of(last), most, cancellationToken),
            cancellationToken
        );
        await foreach (var account in accounts)
            yield return
            [
                account.Id.ToString(),
                account.DisplayName,
                account.Email,
                account.ObjectId,
                JsonFormat.Word(account.Role),
                account.Approver ? "true" : "false",
                string.Join(
                    "; ",
                    roles[account.Id]
                        .Select(grant => $"{grant.Connection}: {JsonFormat.Word(grant.Role)}{(grant.Approver ? ", approver" : "")}")
                ),
                account.Email is null ? "entra"
                : account.TwoFactorEnabled ? "on"
                : "off",
                account.Disabled ? "true" : "false",
                account.CreatedAt,
                account.LastSignInAt,
            ];
    }
}

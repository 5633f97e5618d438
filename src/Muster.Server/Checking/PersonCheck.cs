using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Checking;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.People;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Checking;

/// <summary>Follows one person from the directory to the user here, and to what a sync of them alone would do. Stores and changes nothing.</summary>
internal sealed class PersonCheck(MusterInstance muster, Connection connection, Texts T)
{
    private const int MostGroups = 50;

    /// <summary>Directory accounts that a text means: by UPN, mail or object id.</summary>
    public Task<IReadOnlyList<DirectoryUser>> FindAsync(string text, CancellationToken cancellationToken) =>
        muster.Database.Mirror.FindUsersAsync(connection.Key, text, cancellationToken);

    /// <summary>The steps, in order.</summary>
    /// <param name="account">The account, as last read.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="read">Whether the directory is asked on the spot.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckTrace> TraceAsync(DirectoryUser account, string actor, bool read, CancellationToken cancellationToken)
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var user = await muster.FollowerAsync(connection, account, revision, cancellationToken);
        var parts = new CheckParts(muster, connection, T);
        var look = await parts.LookAsync(DirectoryStream.Users, account.Id, read, cancellationToken);
        var verdict = await muster.Rules.WhyAsync(connection, account, cancellationToken);
        var wanted = verdict is not null && account.Enabled && (verdict.Covered || verdict.LinkedGroups.Count > 0);
        var difference = verdict is null
            ? parts.Unknown(T["Run a sync, then check again."])
            : await parts.DifferenceAsync(
                new SyncRequest
                {
                    Connection = connection,
                    Actor = actor,
                    AsLastRead = true,
                    Cut = await muster.Glance.OnlyAsync(account, cancellationToken),
                },
                [account.Id.ToString(), account.Facts.UserPrincipalName, account.Facts.Mail],
                does => T["A sync of this person alone would do: {0}", does],
                cancellationToken
            );
        return difference with
        {
            Steps =
            [
                await parts.ConnectAsync(look, cancellationToken),
                Read(account, look),
                Scope(verdict),
                Match(user),
                Expected(account, verdict, wanted),
                Actual(user, user is null ? [] : await GroupsAsync(user, revision, cancellationToken)),
                .. difference.Steps,
            ],
        };
    }

    private CheckStep Read(DirectoryUser account, LookOutcome? outcome)
    {
        var look = (outcome as LookOutcome.Answered)?.Look;
        var now = look?.User;
        List<string> facts =
        [
            $"id: {account.Id}",
            .. UserProperty
                .All.Select(property => (property.Name, Value: property.Of(now is null || property.IsMore ? account.Facts : now)))
                .Where(fact => fact.Value is not null)
                .Select(fact => $"{fact.Name}: {fact.Value}"),
            .. now is null ? [] : Changed(account, now),
        ];
        var isThere = look?.IsThere ?? account.Presence == ObjectPresence.Present;
        var step = (isThere, (now ?? account.Facts).AccountEnabled) switch
        {
            (false, _) => new CheckStep(T["Read"], "bad", T["gone"], T["The directory does not have this account any more."], facts),
            (_, false) => new CheckStep(T["Read"], "hold", T["disabled"], T["The account is there, and disabled."], facts),
            _ => new CheckStep(T["Read"], "ok", T["there"], T["The account is there, and enabled."], facts),
        };
        return step with { Raw = [.. CheckParts.Raw(outcome), AsRead(account)] };
    }

    /// <summary>What the directory says otherwise than when it was last read.</summary>
    private IEnumerable<string> Changed(DirectoryUser account, UserFacts now)
    {
        if (account.Presence != ObjectPresence.Present)
            yield return T["It is there again since it was last read; the next sync reads that."];
        foreach (var property in UserProperty.All.Where(property => !property.IsMore))
            if (property.Of(account.Facts) is var before && property.Of(now) is var after && before != after)
                yield return T[
                    "Changed since it was last read: {0} was {1}, and is {2}; the next sync reads that.",
                    property.Name,
                    before ?? T["empty"],
                    after ?? T["empty"]
                ];
    }

    private RawEvidence AsRead(DirectoryUser account) =>
        RawEvidence.Row(
            T["As last read"],
            [
                ("key", account.Key),
                ("id", account.Id.ToString()),
                ("presence", account.Presence.ToString()),
                .. UserProperty.All.Select(property => (property.Name, (object?)property.Of(account.Facts))),
            ]
        );

    private CheckStep Scope(PersonVerdict? verdict)
    {
        var rule = connection.ImportRule is { } kept ? ImportRuleWords.Of(T, kept) : T["no rule"];
        if (verdict is null)
            return new(
                T["In scope?"],
                "idle",
                T["not known"],
                T["The rule names something that was not read yet. Run a sync, then check again."],
                [T["The rule: {0}", rule]]
            );
        List<string> evidence =
        [
            T["The rule: {0}", rule],
            .. verdict.Through.Select(group => T["Through the group {0} ({1})", group.Name, group.Id]),
            .. (verdict.Trace?.Decisive() ?? []).Select(term =>
                T["{0}: {1}; the value is {2}", term.Condition, term.Met ? T["met"] : T["not met"], term.Actual ?? T["empty"]]
            ),
            .. verdict.LinkedGroups.Select(group => T["Comes with the linked group {0} in any case", group]),
        ];
        if (verdict.NextChange is { } next)
            evidence.Add(T["This changes by itself on {0}, if nothing else does.", Words.Exact(T, next)]);
        return verdict.Covered ? new(T["In scope?"], "ok", T["yes"], T["The import rule covers this person."], evidence)
            : verdict.LinkedGroups.Count > 0
                ? new(T["In scope?"], "ok", T["yes"], T["The rule does not cover this person, who comes with a linked group."], evidence)
            : new(T["In scope?"], "hold", T["no"], T["The import rule does not cover this person."], evidence);
    }

    private CheckStep Match(UserRow? user) =>
        user is null
            ? new(T["Match"], "idle", T["nobody"], T["No user here follows this account."], [])
            : new(T["Match"], "ok", T["found"], T["Followed by {0}.", Name(user)], [T["User number {0}", user.Key]]) { Raw = [Row(user)] };

    private CheckStep Expected(DirectoryUser account, PersonVerdict? verdict, bool wanted) =>
        verdict is null ? new(T["Expected"], "idle", T["not known"], T["Nothing can be said without the rule."], [])
        : wanted ? new(T["Expected"], "ok", T["active"], T["This person should be an active user here."], [])
        : new(
            T["Expected"],
            "idle",
            T["not active"],
            account.Enabled
                ? T["This person should be no active user here, being outside the rule."]
                : T["This person should be no active user here: the account is gone or disabled."],
            []
        );

    private CheckStep Actual(UserRow? user, IReadOnlyList<string> groups) =>
        user switch
        {
            null => new(T["Actual"], "idle", T["not here"], T["There is no such user here."], []),
            { Active: true } => new(T["Actual"], "ok", T["active"], T["{0} is active here.", Name(user)], groups),
            _ => new(T["Actual"], "idle", T["suspended"], T["{0} is suspended here.", Name(user)], groups),
        };

    /// <summary>The groups of the connection that the person is in.</summary>
    private async Task<IReadOnlyList<string>> GroupsAsync(UserRow user, long revision, CancellationToken cancellationToken)
    {
        var (platform, query) = (muster.Database.Platform, new MembershipQuery(user.Key) { Within = [connection.Key] });
        var first = await platform
            .MembershipPageAsync(revision, query with { Limit = MostGroups }, cancellationToken)
            .ToListAsync(cancellationToken);
        var total = first.Count < MostGroups ? first.Count : await platform.CountMembershipsAsync(revision, query, cancellationToken);
        return
        [
            .. first.Select(membership =>
                membership.Row.Relation == MembershipRelation.Owner
                    ? T["Owner of {0} ({1})", membership.Group, PersonWords.How(T, membership.Row)]
                    : T["Member of {0} ({1})", membership.Group, PersonWords.How(T, membership.Row)]
            ),
            .. total > first.Count ? [T["and {0} more", Words.Number(T, total - first.Count)]] : Array.Empty<string>(),
        ];
    }

    private RawEvidence Row(UserRow user) =>
        RawEvidence.Row(
            T["The row"],
            [
                ("key", user.Key),
                ("id", user.Id?.ToString()),
                ("active", user.Active),
                ("keptApart", user.KeptApart),
                ("userPrincipalName", user.Attributes.UserPrincipalName),
                ("displayName", user.Attributes.DisplayName),
                ("mail", user.Attributes.Mail),
                ("department", user.Attributes.Department),
            ]
        );

    private static string Name(UserRow user) => user.Attributes.DisplayName ?? user.Attributes.UserPrincipalName ?? user.Handle;
}

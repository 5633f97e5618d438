using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Accounts;

/// <summary>Two Owners at one account: what the other gave stands beside what was chosen here.</summary>
public sealed partial class AccountsPage
{
    private AccountState? _seen;
    private AccountOvertakenException? _overtaken;
    private Exception? _contestFailure;
    private string _seenUser = "";
    private IReadOnlyList<Contest> _contests = [];

    /// <summary>Shows what stands; what was typed is gone. When that cannot be read, all stays as it was.</summary>
    private async Task TakeAsync(AccountState state)
    {
        var user = await Grants.HandleAsync(state.PlatformUser, CancellationToken.None) ?? "";
        (_seen, _overtaken, _contestFailure) = (state, null, null);
        (_role, _approver) = (state.Role.ToString(), state.Approver);
        _roles = state.Grants.ToDictionary();
        _user = _seenUser = user;
    }

    /// <summary>Chooses between what somebody else saved and what was typed; a failure stands beside them, with both still there.</summary>
    private async Task ChooseAsync(Func<Task> choose)
    {
        _contestFailure = null;
        try
        {
            await choose();
        }
        catch (Exception failure)
        {
            _contestFailure = failure;
        }
    }

    /// <summary>Puts what was typed on top of what somebody else saved; it is saved by the same button as before.</summary>
    private async Task KeepAsync()
    {
        var (seen, role, approver, roles, user, userBefore) = (_seen!, _role, _approver, _roles, _user, _seenUser);
        await TakeAsync(_overtaken!.Theirs);
        if (role != seen.Role.ToString())
            _role = role;
        if (approver != seen.Approver)
            _approver = approver;
        foreach (var (connection, given) in roles)
            if (given != seen.Grants.GetValueOrDefault(connection))
                _roles[connection] = given;
        if (user != userBefore)
            _user = user;
    }

    private string Changed(AccountOvertakenException overtaken) =>
        overtaken.At is { } at
            ? T["{0} changed this account {1}", overtaken.Actor, Words.Relative(T, at, Clock.GetUtcNow())]
            : T["Somebody changed this account meanwhile"];

    /// <summary>What somebody else saved beside what was typed.</summary>
    private async Task<IReadOnlyList<Contest>> ContestsAsync(AccountState theirs)
    {
        var (seen, rows) = (_seen!, new List<Contest>());
        void Row(string what, string before, string now, string mine)
        {
            if (before != now)
                rows.Add(new Contest(what, now, mine == before ? null : mine));
        }
        string Of((Role Role, bool Approver) given) =>
            given.Approver ? T["{0}, approver", RoleWords.Name(T, given.Role)] : RoleWords.Name(T, given.Role);
        Row(T["Role"], Of((seen.Role, seen.Approver)), Of((theirs.Role, theirs.Approver)), Of((Enum.Parse<Role>(_role), _approver)));
        foreach (var connection in _connections)
            Row(
                connection.Name,
                Of(seen.Grants.GetValueOrDefault(connection.Key)),
                Of(theirs.Grants.GetValueOrDefault(connection.Key)),
                Of(_roles.GetValueOrDefault(connection.Key))
            );
        string Somebody(string? user) => string.IsNullOrWhiteSpace(user) ? T["nobody"] : user;
        Row(
            T["Is the platform user"],
            Somebody(_seenUser),
            Somebody(await Grants.HandleAsync(theirs.PlatformUser, CancellationToken.None)),
            Somebody(_user)
        );
        Row(
            T["State"],
            seen.Disabled ? T["disabled"] : T["may sign in"],
            theirs.Disabled ? T["disabled"] : T["may sign in"],
            seen.Disabled ? T["disabled"] : T["may sign in"]
        );
        return rows;
    }
}

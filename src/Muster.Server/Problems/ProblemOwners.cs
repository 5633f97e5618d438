using System.Globalization;
using Muster.Engine.Inbox;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Problems;

/// <summary>Who sees to which problem.</summary>
internal sealed class ProblemOwners(Assignments assignments, AccountDesk accounts, GrantDesk grants)
{
    // What it says is kept and read by several people; pages tell it to each.
    private static readonly Texts T = Texts.English;

    private const string Prefix = "problem:";

    /// <summary>More problems than anybody sees to.</summary>
    private const int Most = 5000;

    /// <summary>What a problem is called where it is assigned.</summary>
    public static string Subject(long problem) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{problem}");

    /// <summary>Who sees to these problems, by number; what nobody sees to is left out.</summary>
    public async Task<IReadOnlyDictionary<long, AssignedTo>> ListAsync(
        IReadOnlyCollection<long> problems,
        CancellationToken cancellationToken
    ) =>
        (await assignments.ListAsync([.. problems.Select(Subject)], cancellationToken)).Values.ToDictionary(to =>
            Number(to.Subject)!.Value
        );

    /// <summary>The names of those who see to these problems, by number.</summary>
    public async Task<IReadOnlyDictionary<long, string>> NamesAsync(
        IReadOnlyCollection<long> problems,
        CancellationToken cancellationToken
    ) => (await ListAsync(problems, cancellationToken)).ToDictionary(owner => owner.Key, owner => owner.Value.Name);

    /// <summary>Numbers of the problems that an account sees to, those that are gone too.</summary>
    public async Task<IReadOnlyList<long>> OfAsync(Guid account, CancellationToken cancellationToken) =>
        [.. (await assignments.OfAsync(account, Most, cancellationToken)).Select(to => Number(to.Subject)).OfType<long>()];

    /// <summary>Who could see to a problem: those who may sign in and look at its connection, by name.</summary>
    public async Task<IReadOnlyList<Account>> CandidatesAsync(InboxProblem problem, CancellationToken cancellationToken)
    {
        var given = await grants.ListAsync(cancellationToken);
        return
        [
            .. (await accounts.ListAsync(cancellationToken)).Where(account =>
                !account.Disabled
                && (
                    AccessRules.Allows(account.Role, account.Approver, Right.Read)
                    || given[account.Id]
                        .Any(grant => grant.Key == problem.Connection && AccessRules.Allows(grant.Role, grant.Approver, Right.Read))
                )
            ),
        ];
    }

    /// <summary>Gives a problem to somebody, or to nobody.</summary>
    /// <param name="caller">Who does it.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="seen">Who had it when the caller looked; null for nobody.</param>
    /// <param name="account">Who gets it; null for nobody.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="WorkFailedException">The person cannot see to it, or somebody else was faster; nothing was changed.</exception>
    public async Task GiveAsync(Caller caller, InboxProblem problem, Guid? seen, Guid? account, CancellationToken cancellationToken)
    {
        if (account is { } id && !(await CandidatesAsync(problem, cancellationToken)).Any(able => able.Id == id))
            throw new WorkFailedException(
                T["That person may not sign in or has no role for the connection of this problem. Nothing was changed."]
            );
        if (await assignments.GiveAsync(caller, Subject(problem.Id), seen, account, cancellationToken))
            return;
        var now = (await ListAsync([problem.Id], cancellationToken)).GetValueOrDefault(problem.Id);
        throw new WorkFailedException(
            now is null
                ? T["Somebody took it from its owner meanwhile. Nothing was changed."]
                : T["{0} gave it to {1} meanwhile. Nothing was changed.", now.GivenBy, now.Name]
        );
    }

    private static long? Number(string subject) =>
        subject.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(subject.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

using Microsoft.EntityFrameworkCore;
using Muster.Engine.Plans;
using Muster.Server.Accounts.Emergency;

namespace Muster.Server.Accounts;

/// <summary>Names of accounts stand in the audit log and decide who is a second person, so each means one person.</summary>
internal static class AccountNames
{
    private const int Longest = 200;

    /// <summary>What is wrong with the name of a new account; null when nothing is.</summary>
    /// <param name="accounts">The accounts there are.</param>
    /// <param name="name">The name, without blanks around it.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<string?> FaultAsync(IQueryable<Account> accounts, string name, CancellationToken cancellationToken)
    {
        if (name.Length is 0 or > Longest || name.Any(char.IsControl))
            return "Type the name as it should stand in the audit log, at most 200 characters.";
        if (SecondPerson.PersonOf(name) != name)
            return "A name cannot end with '(token …)': the audit log writes so what somebody does with a token.";
        if (name.Equals(EmergencyDoor.Name, StringComparison.OrdinalIgnoreCase))
            return "A name cannot be 'Emergency access': the audit log writes so what somebody does with an emergency code.";
        var names = await accounts.Select(account => account.DisplayName).ToListAsync(cancellationToken);
        return names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? "Somebody has an account with this name already, and the audit log could not tell the two apart. Add something to it, such as the department."
            : null;
    }
}

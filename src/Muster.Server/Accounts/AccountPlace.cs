namespace Muster.Server.Accounts;

/// <summary>Where an account stands in their list.</summary>
internal sealed record AccountPlace(string Name, Guid Id)
{
    /// <summary>The place of a row.</summary>
    public static AccountPlace? Of(Account? row) => row is null ? null : new(row.DisplayName, row.Id);
}

namespace Muster.Server.Accounts;

/// <summary>A token that works, and whose it is.</summary>
internal sealed record TokenInForce(ApiToken Token, string Who);

/// <summary>Where a token stands in their list.</summary>
internal sealed record TokenPlace(DateTimeOffset CreatedAt, Guid Id)
{
    /// <summary>The place of a row.</summary>
    public static TokenPlace? Of(TokenInForce? row) => row is null ? null : new(row.Token.CreatedAt, row.Token.Id);
}

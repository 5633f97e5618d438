namespace Muster.Server.Accounts;

/// <summary>A token that works, and whose it is.</summary>
internal sealed record TokenInForce(ApiToken Token, string Who);

/// <summary>Which tokens of one account.</summary>
/// <param name="Account">Whose.</param>
internal sealed record OwnTokens(Guid Account)
{
    /// <summary>Only the token with this id; null for all.</summary>
    public Guid? Only { get; init; }

    /// <summary>Only those that ended after this instant, or have not ended; null for all.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>Where a token stands in their list.</summary>
internal sealed record TokenPlace(DateTimeOffset CreatedAt, Guid Id)
{
    /// <summary>The place of a row.</summary>
    public static TokenPlace? Of(TokenInForce? row) => Of(row?.Token);

    /// <summary>The place of a token.</summary>
    public static TokenPlace? Of(ApiToken? token) => token is null ? null : new(token.CreatedAt, token.Id);
}

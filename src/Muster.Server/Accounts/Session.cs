namespace Muster.Server.Accounts;

/// <summary>One browser that is signed in. The cookie holds only the key; ending the row ends the session at once.</summary>
internal sealed class Session
{
    /// <summary>SHA-256 of the key in the cookie, as hexadecimal digits: whoever reads the database cannot sign in with it.</summary>
    public required string KeyHash { get; init; }

    /// <summary>Number to name the session by.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Whose it is.</summary>
    public required Guid Account { get; init; }

    /// <summary>The sign-in, protected.</summary>
    public required byte[] Ticket { get; set; }

    /// <summary>When the person signed in.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the browser last asked for something, to the minute.</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>When it ends whatever happens.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When the person last proved who they are; a dangerous action asks for it to be fresh.</summary>
    public required DateTimeOffset ProvedAt { get; set; }

    /// <summary>Address it was started from.</summary>
    public required string Address { get; init; }

    /// <summary>What the browser calls itself, shortened.</summary>
    public required string Browser { get; init; }
}

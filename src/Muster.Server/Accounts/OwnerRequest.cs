using Muster.Core.Platform;

namespace Muster.Server.Accounts;

/// <summary>An exception that an owner of a group asks for. It changes nothing until somebody who may work on the connection takes it.</summary>
internal sealed class OwnerRequest
{
    /// <summary>Number.</summary>
    public long Id { get; init; }

    /// <summary>Whose account asks.</summary>
    public required Guid Account { get; init; }

    /// <summary>What the asker is called, as in the audit log.</summary>
    public required string Asker { get; init; }

    /// <summary>Key of the platform user who owns the group.</summary>
    public required int Owner { get; init; }

    /// <summary>Key of the group.</summary>
    public required int Group { get; init; }

    /// <summary>Key of the connection the group follows.</summary>
    public required int Connection { get; init; }

    /// <summary>Key of the person it is about.</summary>
    public required int User { get; init; }

    /// <summary>Whether the person shall count, or shall not.</summary>
    public required ExceptionKind Kind { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When the exception shall end by itself.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>How it stands.</summary>
    public RequestState State { get; set; }

    /// <summary>When it was decided or lapsed; null while it waits.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Who decided; null while it waits, and where it lapsed.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>Why it was refused, or lapsed.</summary>
    public string? Answer { get; set; }

    /// <summary>The run that made the exception; null before.</summary>
    public long? Run { get; set; }
}

/// <summary>How a request of an owner stands.</summary>
internal enum RequestState
{
    /// <summary>It waits for a decision.</summary>
    Waiting = 0,

    /// <summary>Somebody is carrying it out, or a guard rail holds the run that would.</summary>
    Taking = 1,

    /// <summary>It became an exception.</summary>
    Taken = 2,

    /// <summary>Somebody refused it, with a reason.</summary>
    Refused = 3,

    /// <summary>The ownership or the group ended, or its end date passed, before anybody decided.</summary>
    Lapsed = 4,

    /// <summary>The asker took it back.</summary>
    Withdrawn = 5,
}

namespace Muster.Engine.Notifications;

/// <summary>What somebody sent to the public address, as facts of HTTP; whoever hosts it fills this in.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Endpoint">The part of the path that names the connection, as it came.</param>
/// <param name="Query">The query as it came, still encoded, with or without its question mark.</param>
/// <param name="Body">The body; no more of it is read than is allowed.</param>
public sealed record NotificationCall(string Method, string? Endpoint, string? Query, Stream Body);

/// <summary>What to send back.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">Body, to be sent as <see cref="ContentType"/> in UTF-8; null for none.</param>
public sealed record NotificationAnswer(int Status, string? Text = null)
{
    /// <summary>The only content type there is: text that is not markup, whatever it contains. Send it with <c>X-Content-Type-Options: nosniff</c>.</summary>
    public const string ContentType = "text/plain; charset=utf-8";

    /// <summary>Taken; what it asks for happens later.</summary>
    public static readonly NotificationAnswer Accepted = new(202);

    /// <summary>Not a notification.</summary>
    public static readonly NotificationAnswer Malformed = new(400);

    /// <summary>Only POST is known here.</summary>
    public static readonly NotificationAnswer WrongMethod = new(405);

    /// <summary>The body did not arrive in time.</summary>
    public static readonly NotificationAnswer TooSlow = new(408);

    /// <summary>The body is longer than any notification.</summary>
    public static readonly NotificationAnswer TooLong = new(413);

    /// <summary>Too many at once; the directory tries again.</summary>
    public static readonly NotificationAnswer Busy = new(503);
}

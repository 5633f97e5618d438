namespace Muster.GraphEmulator.Protocol;

/// <summary>What Graph says when it cannot do as asked.</summary>
internal sealed record GraphError(int Status, string Code, string Message)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>A more specific code, one level further in.</summary>
    public string? InnerCode { get; init; }

    /// <summary>Property whose value another object has already.</summary>
    public string? Conflict { get; init; }

    public static GraphError BadRequest(string message) => new(400, "BadRequest", message);

    public static GraphError InvalidRequest(string message) => new(400, "Request_BadRequest", message);

    public static GraphError UnsupportedQuery(string message = "Unsupported Query.") => new(400, "Request_UnsupportedQuery", message);

    public static GraphError NotFound(string id) =>
        new(
            404,
            "Request_ResourceNotFound",
            $"Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        );

    /// <summary>A link to the next page that is too old (OBS 5).</summary>
    public static GraphError ExpiredPageToken { get; } =
        new(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");

    public static GraphError NoSuchSegment(string segment) => BadRequest($"Resource not found for the segment '{segment}'.");

    public static GraphError NotImplemented(string message) => new(501, "NotImplemented", message);

    public static GraphError MethodNotAllowed { get; } =
        new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");

    public static GraphError Denied { get; } =
        new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    public static GraphError Unauthorized(string message) => new(401, "InvalidAuthenticationToken", message);
}

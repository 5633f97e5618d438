namespace Muster.GraphEmulator.Requests;

/// <summary>One request to Graph or to the login host, and what became of it.</summary>
/// <param name="Number">Counts from 1 at the start.</param>
/// <param name="At">When it came.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">Path and query as they were sent.</param>
/// <param name="Status">Status of the answer; null when the connection ended before there was one.</param>
/// <param name="TookMs">Milliseconds until the answer began to leave, waits that were asked for included.</param>
/// <param name="ResourceUnits">What it cost by Graph's table; null where nothing is charged.</param>
/// <param name="App">Application id of the caller, as its token or form says; null when it says nothing.</param>
/// <param name="Fault">What a fault rule did to it, in words; null for nothing.</param>
/// <param name="ClientRequestId">The caller's own id of the request, if it sent one.</param>
internal sealed record LoggedRequest(
    long Number,
    DateTimeOffset At,
    string Method,
    string Target,
    int? Status,
    double TookMs,
    int? ResourceUnits,
    string? App,
    string? Fault,
    string? ClientRequestId
);

/// <summary>A request with what only a closer look needs.</summary>
/// <param name="Request">The request.</param>
/// <param name="Protocol">Version of HTTP.</param>
/// <param name="BodyBytes">Length of the answer's body in bytes, as its head announced; null when it did not.</param>
/// <param name="RequestHeaders">Headers that were sent; credentials are left out.</param>
/// <param name="ResponseHeaders">Headers of the answer.</param>
internal sealed record RequestDetail(
    LoggedRequest Request,
    string Protocol,
    long? BodyBytes,
    IReadOnlyDictionary<string, string> RequestHeaders,
    IReadOnlyDictionary<string, string> ResponseHeaders
);

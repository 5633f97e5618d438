using System.Text.Json.Serialization;

namespace Muster.Server.Api.Protocol;

/// <summary>What went wrong, as RFC 9457 (<c>application/problem+json</c>) says it.</summary>
/// <param name="Type">Address of the description of this kind of problem.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable word for programs, such as <c>notFound</c>.</param>
/// <param name="Detail">What is wrong and what to do, for people.</param>
/// <param name="Instance">The path that was asked for.</param>
/// <param name="TraceId">Finds the request in the server's log.</param>
/// <param name="Errors">What is wrong with what was sent, each at its place.</param>
/// <param name="Compare">Of a plan that has expired: the path to POST to for what differs by now; left out otherwise.</param>
internal sealed record ApiProblem(
    string Type,
    string Title,
    int Status,
    string Code,
    string Detail,
    string Instance,
    string TraceId,
    IReadOnlyList<ApiError> Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Compare = null
);

/// <summary>One thing that is wrong with what was sent.</summary>
/// <param name="Pointer">JSON pointer into the body, such as <c>/groups/0</c>; <c>?limit</c> for a parameter of the query; the name of a header.</param>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Message">What is wrong, for people.</param>
internal sealed record ApiError(string Pointer, string Code, string Message);

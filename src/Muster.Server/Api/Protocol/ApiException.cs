using Microsoft.AspNetCore.Http;
using Muster.Core.Planning;

namespace Muster.Server.Api.Protocol;

/// <summary>Ends a request with a problem that the caller should read.</summary>
internal sealed class ApiException(int status, string code, string detail, params IReadOnlyList<ApiError> errors) : Exception(detail)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Stable word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>What is wrong with what was sent.</summary>
    public IReadOnlyList<ApiError> Errors { get; } = errors;

    /// <summary>After how long to try again; null when that does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where to see what differs since what was asked about was made; null where there is no such thing.</summary>
    public string? Compare { get; init; }

    /// <summary>There is no such thing.</summary>
    public static ApiException NotFound(string detail) => new(StatusCodes.Status404NotFound, "notFound", detail);

    /// <summary>Something that was sent is no good.</summary>
    /// <param name="pointer">Where: JSON pointer, <c>?parameter</c> or name of a header.</param>
    /// <param name="message">What is wrong and what would be right.</param>
    /// <param name="code">Stable word.</param>
    public static ApiException Invalid(string pointer, string message, string code = "invalidValue") =>
        new(StatusCodes.Status400BadRequest, "invalidRequest", message, [new ApiError(pointer, code, message)]);

    /// <summary>It does not go with how things are now.</summary>
    public static ApiException Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    /// <summary>The caller may not.</summary>
    public static ApiException Forbidden(string code, string detail) => new(StatusCodes.Status403Forbidden, code, detail);

    /// <summary>Something the engine refused.</summary>
    public static ApiException Refused(PlanProblem problem) =>
        problem.Code switch
        {
            "notFound" or "notInDirectory" => new(StatusCodes.Status404NotFound, problem.Code, problem.Message),
            "badValue" => Invalid("/" + problem.Subject, problem.Message, problem.Code),
            "badName" or "namingConvention" => new(
                StatusCodes.Status400BadRequest,
                problem.Code,
                problem.Message,
                [new ApiError("/name", problem.Code, problem.Message)]
            ),
            "badReason" => Invalid("/reason", "The reason needs 1 to 2000 characters.", problem.Code),
            "endInPast" => Invalid("/until", "That instant has passed.", problem.Code),
            _ => new(StatusCodes.Status409Conflict, problem.Code, problem.Message),
        };
}

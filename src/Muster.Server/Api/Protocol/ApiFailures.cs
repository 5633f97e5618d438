using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Muster.Core.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Engine.Workspaces;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Storage;

namespace Muster.Server.Api.Protocol;

/// <summary>Turns what went wrong into what the caller is told: never a stack, a path or a name of ours.</summary>
internal static partial class ApiFailures
{
    /// <summary>The problem of an exception; null for a fault of Muster's own, of which only the log has the details.</summary>
    public static ApiException? Of(Exception failure) =>
        failure switch
        {
            ApiException api => api,
            BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupportedMediaType",
                "Send the body as application/json."
            ),
            BadHttpRequestException bad => OfBinding(bad),
            LeaseTakenException or LeaseLostException => Busy(failure.Message),
            StorageException { Fault: StorageFault.Busy } => Busy("The database is busy. Try again in a moment; nothing was changed."),
            StorageException => new ApiException(
                StatusCodes.Status503ServiceUnavailable,
                "storage",
                "The database cannot be used now; nothing was changed. The log of the server has the details."
            ),
            DirectoryReadException read => new ApiException(StatusCodes.Status502BadGateway, Word(read.Fault), read.Message),
            UnknownGroupException unknown => ApiException.NotFound(unknown.Message),
            SettingException setting => ApiException.Invalid($"/values/{Escaped(setting.Path)}", setting.Message),
            ConfigException config => new ApiException(
                StatusCodes.Status400BadRequest,
                "invalidRequest",
                "The configuration has faults; nothing was changed.",
                [.. config.Faults.Take(50).Select(fault => new ApiError("", "invalidValue", fault.Message))]
            ),
            WorkspaceLimitException limit => ApiException.Conflict("limit", limit.Message),
            WorkFailedException work => ApiException.Conflict("refused", work.Message),
            ProofNeededException proof => ApiException.Forbidden("proofNeeded", proof.Message),
            AccessDeniedException denied => ApiException.Forbidden("forbidden", denied.Message),
            CredentialUnreadableException => ApiException.Conflict(
                "credentialUnreadable",
                "The stored credential cannot be read any more. Type it again; nothing was changed."
            ),
            _ => null,
        };

    /// <summary>Whether nothing was done because of it, so that the same request may be sent again.</summary>
    public static bool IsRefusal(Exception failure) => Of(failure) is { Status: < 500 or StatusCodes.Status502BadGateway };

    /// <summary>More was sent than is taken.</summary>
    public static ApiException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, "tooLarge", "The body is larger than 8 MB; a file of people has at most 20 MB.");

    /// <summary>The framework refused a request without saying why, as it does for a parameter that may be left out: names the one that cannot be read.</summary>
    public static ApiException OfQuery(HttpContext context)
    {
        var parameters = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [];
        var wrong = parameters.FirstOrDefault(parameter =>
            parameter.HasTryParse
            && context.Request.Query[parameter.Name] is [{ Length: > 0 } text, ..]
            && !IsReadable(parameter.ParameterInfo.ParameterType, text)
        );
        return wrong is null ? Unreadable(StatusCodes.Status400BadRequest) : WrongKind(wrong.Name);
    }

    /// <summary>One segment of a JSON pointer.</summary>
    public static string Escaped(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static ApiException Busy(string detail) =>
        new(StatusCodes.Status409Conflict, "busy", detail) { RetryAfter = TimeSpan.FromSeconds(5) };

    private static ApiException OfJson(JsonException failure)
    {
        var pointer = Pointer(failure.Path);
        if (Unknown().Match(failure.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups["name"].Value;
            var end = "/" + Escaped(name);
            return ApiException.Invalid(
                pointer.EndsWith(end, StringComparison.Ordinal) ? pointer : pointer + end,
                $"There is no member '{name}' here.",
                "unknownMember"
            );
        }
        if (failure.Message.Contains("required properties", StringComparison.Ordinal))
        {
            var missing = Quoted().Matches(failure.Message[failure.Message.IndexOf(':', StringComparison.Ordinal)..]);
            return new ApiException(
                StatusCodes.Status400BadRequest,
                "invalidRequest",
                "Something that is needed is missing.",
                [
                    .. missing.Select(name => new ApiError(
                        $"{pointer}/{Escaped(name.Groups["name"].Value)}",
                        "missing",
                        $"'{name.Groups["name"].Value}' is needed."
                    )),
                ]
            );
        }
        var twice = failure.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase);
        return ApiException.Invalid(
            pointer,
            twice ? "A member stands there twice."
                : !IsSyntax(failure) ? "The value is not of the kind that is expected here."
                : string.Create(CultureInfo.InvariantCulture, $"This is not JSON (line {(failure.LineNumber ?? 0) + 1})."),
            twice ? "duplicateMember"
                : !IsSyntax(failure) ? "wrongKind"
                : "notJson"
        );
    }

    /// <summary>The reader itself stumbled, rather than whoever looked at a value.</summary>
    private static bool IsSyntax(JsonException failure) => failure.InnerException is JsonException;

    private static ApiException OfBinding(BadHttpRequestException failure)
    {
        if (Bound().Match(failure.Message) is { Success: true } bound)
            return WrongKind(bound.Groups["name"].Value);
        if (Required().Match(failure.Message) is { Success: true } required)
            return ApiException.Invalid(
                failure.Message.Contains("body", StringComparison.Ordinal) ? "" : "?" + Shown(required.Groups["name"].Value),
                failure.Message.Contains("body", StringComparison.Ordinal)
                    ? "A body is needed, as JSON; {} where there is nothing to say."
                    : $"'{Shown(required.Groups["name"].Value)}' is needed.",
                "missing"
            );
        return failure.Message.Contains("body", StringComparison.Ordinal)
            ? ApiException.Invalid("", "A body is needed, as JSON; {} where there is nothing to say.", "missing")
            : Unreadable(failure.StatusCode);
    }

    private static bool IsReadable(Type type, string text) =>
        TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).IsValid(null, text);

    private static ApiException WrongKind(string parameter) =>
        ApiException.Invalid("?" + Shown(parameter), $"'{Shown(parameter)}' is not of the kind that is expected.", "wrongKind");

    private static ApiException Unreadable(int status) => new(status, "invalidRequest", "The request cannot be read.");

    private static string Shown(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Word(DirectoryFault fault) => "directory" + fault;

    /// <summary><c>$.groups[0].name</c> as <c>/groups/0/name</c>.</summary>
    private static string Pointer(string? path) =>
        path is null
            ? ""
            : string.Concat(
                Segments().Matches(path).Select(segment => "/" + Escaped(segment.Groups.Values.Skip(1).First(group => group.Success).Value))
            );

    [GeneratedRegex(@"\['(?<quoted>(?:[^'\\]|\\.)*)'\]|\[(?<index>\d+)\]|\.(?<plain>[^.\[]+)", RegexOptions.NonBacktracking, 100)]
    private static partial Regex Segments();

    [GeneratedRegex("JSON property '(?<name>.*)' could not be mapped", RegexOptions.NonBacktracking, 100)]
    private static partial Regex Unknown();

    [GeneratedRegex("'(?<name>[^']*)'", RegexOptions.NonBacktracking, 100)]
    private static partial Regex Quoted();

    [GeneratedRegex("Failed to bind parameter \"[^ ]+ (?<name>[^\"]+)\"", RegexOptions.NonBacktracking, 100)]
    private static partial Regex Bound();

    [GeneratedRegex("Required parameter \"[^ ]+ (?<name>[^\"]+)\"", RegexOptions.NonBacktracking, 100)]
    private static partial Regex Required();
}

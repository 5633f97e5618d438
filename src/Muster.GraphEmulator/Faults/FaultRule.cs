using System.Text.Json;
using System.Text.RegularExpressions;
using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Faults;

/// <summary>Makes some requests go wrong.</summary>
internal sealed record FaultRule
{
    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase) { "Content-Length", "Transfer-Encoding" };

    /// <summary>Beginning of path and query; with <c>^</c> in front, a regular expression on them.</summary>
    public required string Path { get; init; }

    /// <summary>Method it is limited to, or null for any.</summary>
    public string? Method { get; init; }

    /// <summary>How many requests it hits; null for all from then on.</summary>
    public int? Times { get; init; }

    /// <summary>How many matching requests it lets pass first.</summary>
    public int Skip { get; init; }

    /// <summary>Chance with which it hits a matching request, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Seed of that chance.</summary>
    public int Seed { get; init; } = 1;

    public int? Status { get; init; }

    /// <summary>Number of a refusal of the login host (AADSTS), sent with its own body and status.</summary>
    public int? Aadsts { get; init; }

    /// <summary>Value of the Retry-After header, whole or fractional seconds, or a date; null for no header.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>More headers of the answer.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>A word of <see cref="FaultBodies"/>, or the JSON to send; without it, Graph's error body.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>A word of <see cref="PageEdits"/>: what is changed in the real answer.</summary>
    public string? Edit { get; init; }

    /// <summary>Bytes after which a truncated or reset body ends; half of it when left out.</summary>
    public int? CutAt { get; init; }

    /// <summary>Milliseconds before each kilobyte of the body.</summary>
    public int SlowMs { get; init; }

    public int DelayMs { get; init; }

    public bool Matches(string method, string target)
    {
        if (Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            return false;
        return Path.StartsWith('^')
            ? Regex.IsMatch(target, Path, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
            : target.StartsWith(Path, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The body's word; null when it is JSON or left out.</summary>
    public string? Word => Body is { ValueKind: JsonValueKind.String } word ? word.GetString() : null;

    /// <returns>What makes no sense about it, or null.</returns>
    public string? FindProblem()
    {
        if (Path.Length == 0)
            return "A rule needs a path.";
        try
        {
            _ = Matches("GET", "/");
        }
        catch (RegexParseException problem)
        {
            return $"The path '{Path}' is not a regular expression: {problem.Message}";
        }
        return this switch
        {
            { Times: < 1 } or { Skip: < 0 } or { DelayMs: < 0 } or { SlowMs: < 0 } or { CutAt: < 0 } or { Status: < 200 or > 599 } =>
                "A rule needs times from 1, skip, delayMs, slowMs and cutAt from 0, status from 200 to 599.",
            _ when Headers?.Keys.Any(name => Framing.Contains(name)) == true =>
                $"{string.Join(" and ", Framing)} are the server's own; a truncated body is a body of its own, with cutAt.",
            _ when !HeadersCanBeSent() => "A header's name is letters, digits and hyphens, its value printable ASCII; so is retryAfter.",
            { Probability: not (> 0 and <= 1) } => "A probability is more than 0 and at most 1.",
            { Status: null, Body: null, DelayMs: 0, SlowMs: 0, Edit: null, Aadsts: null } =>
                "A rule needs a status, a body, an edit, an aadsts, a delayMs or a slowMs.",
            { Aadsts: { } code } when SignInFaults.Find(code) is null => $"An aadsts is one of {string.Join(", ", SignInFaults.Codes)}.",
            _ when Word is { } word && !FaultBodies.Words.Contains(word) =>
                $"A body is {string.Join(", ", FaultBodies.Words)} or a JSON object, not '{word}'.",
            _ when Edit is { } edit && !PageEdits.Words.Contains(edit) =>
                $"An edit is one of {string.Join(", ", PageEdits.Words)}, not '{edit}'.",
            _ => null,
        };
    }

    private bool HeadersCanBeSent()
    {
        var names = Headers?.Keys ?? [];
        var values = (Headers?.Values ?? []).Append(RetryAfter ?? "");
        return names.All(name => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            && values.All(value => value?.All(letter => letter is >= ' ' and <= '~') == true);
    }
}

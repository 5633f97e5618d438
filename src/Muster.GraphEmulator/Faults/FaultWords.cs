using System.Globalization;

namespace Muster.GraphEmulator.Faults;

/// <summary>What a rule does, in a few words.</summary>
internal static class FaultWords
{
    public static string Of(FaultRule rule) => string.Join(", ", Parts(rule));

    private static IEnumerable<string> Parts(FaultRule rule)
    {
        if (rule.Status is { } status)
            yield return status.ToString(CultureInfo.InvariantCulture);
        if (rule.RetryAfter is { } wait)
            yield return $"Retry-After {wait}";
        if (rule.Word is { } word)
            yield return $"body {word}";
        else if (rule.Body is not null)
            yield return "body of its own";
        if (rule.Edit is { } edit)
            yield return edit;
        if (rule.DelayMs > 0)
            yield return $"{rule.DelayMs} ms later";
        if (rule.SlowMs > 0)
            yield return $"{rule.SlowMs} ms a kilobyte";
    }
}

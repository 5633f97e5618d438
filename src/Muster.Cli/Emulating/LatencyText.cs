using System.Globalization;
using Muster.GraphEmulator;

namespace Muster.Cli.Emulating;

/// <summary>Reads <c>40</c> and <c>lognormal:40:0.5:7</c>.</summary>
internal static class LatencyText
{
    private const int Longest = 600_000;

    /// <exception cref="UserErrorException">It is neither.</exception>
    public static EmulatorOptions Apply(string text, EmulatorOptions options)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var fixedTime))
            return options with { Latency = TimeSpan.FromMilliseconds(Typed.Within(fixedTime, 0, Longest, "--latency")) };
        return
            text.Split(':') is ["lognormal", var median, var sigma, .. { Length: <= 1 } seed]
            && Number(median) is { } milliseconds and <= Longest
            && Number(sigma) is { } spread and <= 5
            && int.TryParse(seed.FirstOrDefault() ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? options with
            {
                LatencyProfile = new(TimeSpan.FromMilliseconds(milliseconds), spread, number),
            }
            : throw Typed.Wrong(
                $"--latency is '{text}'; write milliseconds, such as 40, or lognormal:MEDIAN:SIGMA:SEED, such as lognormal:40:0.5:7 (sigma 0 to 5)."
            );
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}

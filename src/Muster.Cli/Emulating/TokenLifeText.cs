using System.Globalization;
using Muster.GraphEmulator;

namespace Muster.Cli.Emulating;

/// <summary>Reads <c>3599</c>, <c>drawn</c> and <c>drawn:7</c>.</summary>
internal static class TokenLifeText
{
    private const int Longest = 7 * 24 * 60 * 60;

    /// <exception cref="UserErrorException">It is none of them.</exception>
    public static EmulatorOptions Apply(string text, EmulatorOptions options)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return options with { AccessTokenLife = TimeSpan.FromSeconds(Typed.Within(seconds, 1, Longest, "--token-life")) };
        if (text == "drawn")
            return options with { TokenLifeSeed = options.Seed };
        return text.Split(':') is ["drawn", var seed] && int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? options with
            {
                TokenLifeSeed = number,
            }
            : throw Typed.Wrong($"--token-life is '{text}'; write seconds, such as 3599, or drawn or drawn:SEED for 60 to 90 minutes.");
    }
}

using System.Globalization;
using System.Text;

namespace Muster.GraphEmulator.Company;

/// <summary>Gives people names and mail addresses; no address is ever given twice.</summary>
internal sealed class PersonNamer(SeededRandom random)
{
    private readonly HashSet<string> _displayNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public (string Given, string Family, string DisplayName) Next()
    {
        var culture = NextCulture();
        var given = random.Pick(culture.Given);
        var family = random.Pick(random.Chance(0.7) ? culture.Family : NextCulture().Family);
        return (given, family, DisplayNameFor(given, family));
    }

    public string NextFamily() => random.Pick(NextCulture().Family);

    /// <summary>Namesakes mostly go by a middle initial; some share the whole name, as in life.</summary>
    public string DisplayNameFor(string given, string family)
    {
        var name = $"{given} {family}";
        for (var attempt = 0; !_displayNames.Add(name) && attempt < 8; attempt++)
        {
            if (random.Chance(0.15))
            {
                break;
            }

            name = $"{given} {"ABCDEFGHJKLMNPRSTVW"[random.Below(19)]}. {family}";
        }

        return name;
    }

    /// <summary>The part in front of the @, in ASCII: <c>soren.muller</c>, then <c>soren.muller2</c>.</summary>
    public string Address(string displayName, string domain)
    {
        var words = displayName.Split(' ', 2);
        var local = $"{Known(words[0])}.{Known(words[^1])}";
        var address = $"{local}@{domain}";
        for (var number = 2; !_addresses.Add(address); number++)
        {
            address = string.Create(CultureInfo.InvariantCulture, $"{local}{number}@{domain}");
        }

        return address;
    }

    /// <summary>There are few names and many people.</summary>
    private string Known(string words)
    {
        if (!_known.TryGetValue(words, out var ascii))
        {
            _known[words] = ascii = Ascii(words.Replace(". ", "-", StringComparison.Ordinal)).Replace('-', '.');
        }

        return ascii;
    }

    public static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            ascii.Append(
                letter switch
                {
                    'ø' or 'Ø' => "o",
                    'ł' or 'Ł' => "l",
                    'ß' => "ss",
                    'æ' or 'Æ' => "ae",
                    'đ' or 'Đ' => "d",
                    'ı' => "i",
                    '-' => "-",
                    _ when char.IsAsciiLetterOrDigit(letter) => char.ToLowerInvariant(letter).ToString(),
                    _ => "",
                }
            );
        }

        return ascii.ToString();
    }

    private NameCulture NextCulture() => random.PickWeighted(PersonNames.All, culture => culture.Weight);
}

using System.Text.RegularExpressions;

namespace Muster.Server.Tests;

/// <summary>How much may be typed is said before somebody types, and nothing is cut off unsaid.</summary>
public sealed partial class LimitTests
{
    /// <summary>Fields that nobody fills with text of their own, with the reason; by part and id.</summary>
    private static readonly Dictionary<string, string> Copied = new()
    {
        ["AccountsPage object"] = "An object id, copied whole.",
        ["AccountsPage link"] = "An object id, copied whole.",
        ["AccountsPage platform-user"] = "Names somebody who is here.",
        ["AskTab ask-person"] = "Names somebody who is here.",
        ["CheckPage check-user"] = "Names somebody who is here.",
        ["CheckPage check-group"] = "Names a group that is here.",
        ["ConfirmPage code"] = "A code, copied whole.",
        ["CredentialFields *"] = "A secret, copied whole.",
        ["DirectoryPicker *"] = "A search.",
        ["EmergencyPage code"] = "A code, copied whole.",
        ["ReasonDialog *"] = "Whoever shows the dialog says the limit in its hint.",
        ["SecondFactorPanel totp"] = "A code of six digits.",
        ["SetupPage zone"] = "Chosen from a list.",
        ["SignInPage code"] = "A code, copied whole.",
        ["SignInPage email"] = "Whoever signs in has it already.",
        ["SourceStep tenant"] = "An id, copied whole.",
        ["SourceStep client"] = "An id, copied whole.",
        ["WelcomePage zone"] = "Chosen from a list.",
    };

    [Fact]
    public void A_field_that_takes_so_many_characters_says_so_before()
    {
        var fields = Fields().ToList();
        Assert.InRange(fields.Count, 40, int.MaxValue);
        Assert.Empty(
            fields.Where(field => field.IsLimited && !field.SaysLimit && !Copied.ContainsKey(field.Name)).Select(field => field.Name)
        );
    }

    [Fact]
    public void No_exception_is_out_of_date() =>
        Assert.All(Copied.Keys, name => Assert.Contains(Fields(), field => field.Name == name && field.IsLimited && !field.SaysLimit));

    [Theory]
    [InlineData("""<Field Id="a"><input id="a" maxlength="20" /></Field>""", true, false)]
    [InlineData("""<Field Id="a" Most="20"><input id="a" maxlength="20" /></Field>""", true, true)]
    [InlineData(
        """<Field Id="a" Hint="@T["At most {0} characters.", 20]"><textarea id="a" maxlength="20"></textarea></Field>""",
        true,
        true
    )]
    [InlineData("""<Field Id="a"><input id="a" type="date" /></Field>""", false, false)]
    public void It_sees_what_is_limited_and_what_says_so(string markup, bool limited, bool says) =>
        Assert.Equal((limited, says), Of("Part", markup).Select(field => (field.IsLimited, field.SaysLimit)).Single());

    private static IEnumerable<Limited> Fields() => PageSources.All.SelectMany(part => Of(part.Key, part.Value));

    private static IEnumerable<Limited> Of(string part, string markup) =>
        Field()
            .Matches(markup)
            .Select(field =>
            {
                var text = field.Value;
                var id = Id().Match(text).Groups[1].Value;
                return new Limited(
                    $"{part} {(id.Length == 0 || id.StartsWith('@') ? "*" : id)}",
                    text.Contains("maxlength=", StringComparison.Ordinal),
                    text.Contains(" Most=", StringComparison.Ordinal) || Said().IsMatch(text[..Math.Max(0, Input().Match(text).Index)])
                );
            });

    private sealed record Limited(string Name, bool IsLimited, bool SaysLimit);

    [GeneratedRegex(@"<Field\s.*?</Field>", RegexOptions.Singleline)]
    private static partial Regex Field();

    [GeneratedRegex("Id=\"([^\"]*)\"")]
    private static partial Regex Id();

    [GeneratedRegex("<(input|textarea)")]
    private static partial Regex Input();

    [GeneratedRegex("at most|characters", RegexOptions.IgnoreCase)]
    private static partial Regex Said();
}

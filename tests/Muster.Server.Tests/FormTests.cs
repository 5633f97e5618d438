using System.Text.RegularExpressions;

namespace Muster.Server.Tests;

/// <summary>Whatever can be wrong in a form is listed above its fields: by the parts that do so, not by each form anew.</summary>
public sealed partial class FormTests
{
    [Fact]
    public void A_form_in_which_a_field_can_be_wrong_lists_what_is() =>
        Assert.Empty(PageSources.All.SelectMany(page => Unlisted(page.Value).Select(form => $"{page.Key}: {form}")));

    [Theory]
    [InlineData("<form @onsubmit=\"SaveAsync\"><Field Id=\"a\" Error=\"@_a\" /></form>", 1)]
    [InlineData("<form @onsubmit=\"SaveAsync\"><FieldError Id=\"a\" Error=\"@_a\" /></form>", 1)]
    [InlineData("<form @onsubmit=\"SaveAsync\"><Field Id=\"a\" /></form>", 0)]
    [InlineData("<FieldForm OnSubmit=\"SaveAsync\"><Field Id=\"a\" Error=\"@_a\" /></FieldForm>", 0)]
    [InlineData("<form method=\"post\" @onsubmit=\"SaveAsync\"><Field Id=\"a\" Error=\"@_a\" /><Field Id=\"b\" /></form>", 1)]
    [InlineData(
        "<form method=\"post\" @onsubmit=\"SaveAsync\"><WrongFields Tried><Field Id=\"a\" Error=\"@_a\" /><Field Id=\"b\" /></WrongFields></form>",
        0
    )]
    [InlineData("<form method=\"post\" @onsubmit=\"SaveAsync\"><Field Id=\"a\" Error=\"@_a\" /></form>", 0)]
    public void A_form_that_lists_nothing_is_found(string markup, int forms) => Assert.Equal(forms, Unlisted(markup).Count());

    /// <summary>What is answered by a page of its own may have one field without a list: the script of the page goes to it.</summary>
    private static IEnumerable<string> Unlisted(string markup) =>
        Form()
            .Matches(markup)
            .Select(form => form.Value)
            .Where(form => form.Contains("Error=\"@", StringComparison.Ordinal) && !form.Contains("<WrongFields", StringComparison.Ordinal))
            .Where(form => !form.Contains("method=\"post\"", StringComparison.Ordinal) || Field().Count(form) > 1)
            .Select(form => form[..form.IndexOf('>', StringComparison.Ordinal)]);

    [GeneratedRegex("<form\\b.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<Field ")]
    private static partial Regex Field();
}

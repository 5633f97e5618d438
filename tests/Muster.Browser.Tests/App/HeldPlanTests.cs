using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>A plan that a guard rail holds. It has a server of its own, since what is released changes nearly everything.</summary>
[Trait("length", "long")]
public sealed partial class HeldPlanTests(FilledRig shared) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_released_by_who_may_by_typing_what_it_takes_away_and_why()
    {
        // Undoing the first sync takes every membership away.
        await shared.Rig.Tenant.MustAsync(3, Token, "runs", "undo", "3", "--yes");
        await shared.Rig.AccountAsync("Operator", Token);
        await using var app = await shared.OpenAsync("/");
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Article)).ToContainTextAsync("Held");
        await app.Link("is held").ClickAsync();
        await Assertions.Expect(app.Heading("A guard rail holds this plan")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await using var other = await shared.OpenAsync(new Uri(app.Page.Url).AbsolutePath, "operator@example.com");
        await Assertions.Expect(other.Button("Release:")).ToBeDisabledAsync();
        await Assertions.Expect(other.Page.GetByText("Releasing it needs the role Approver or Administrator.")).ToBeVisibleAsync();
        await app.Button("Release:").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Number that is taken away").FillAsync("1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Release:" }).ClickAsync();
        await Assertions.Expect(app.FieldError("That is not the number")).ToBeVisibleAsync();
        await Assertions.Expect(app.FieldError("Type a reason")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        var hint = await dialog.GetByText("to show that you have seen it").InnerTextAsync();
        await dialog.GetByLabel("Number that is taken away").FillAsync(Number().Match(hint).Value);
        await dialog.GetByLabel("Reason").FillAsync("The works moved to another tenant");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Release:" }).ClickAsync();
        await Assertions.Expect(app.Page).ToHaveURLAsync(new Regex("/runs/[0-9]+$"));
        await Assertions.Expect(app.Page.GetByText("by Test Owner: The works moved to another tenant")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [GeneratedRegex("[0-9,]+")]
    private static partial Regex Number();
}

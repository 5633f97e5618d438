using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>What holds of every form that is sent with something wrong in it.</summary>
public sealed partial class SweepTests
{
    /// <summary>What a field does not say of itself that is wrong.</summary>
    private const string Unsaid = """
        id => {
          const field = document.getElementById(id);
          const said = document.getElementById(`${id}-error`);
          const faults = [];
          if (field.getAttribute("aria-invalid") !== "true") faults.push("does not say that it is wrong");
          if (!(field.getAttribute("aria-describedby") ?? "").split(" ").includes(`${id}-error`)) faults.push("does not lead to its message");
          if (!said?.innerText.trim()) faults.push("has no message beside it");
          return faults.map(fault => `${id} ${fault}`);
        }
        """;

    /// <summary>The field of a page of its own that comes back empty: nothing secret is sent back.</summary>
    private const string Secret = "password";

    [Fact]
    public async Task Every_refused_form_lists_above_its_fields_what_is_wrong_and_leads_to_each()
    {
        var faults = new List<string>();
        foreach (var group in RefusedForms.OfSeveral.GroupBy(form => form.Address == "/setup" ? "new" : "full"))
        {
            var (rig, _, prepared) = await rigs.OfAsync(group.Key);
            await using var app =
                group.Key == "new"
                    ? await AppPage.OpenAsync(browser, rig, "/setup")
                    : await AppPage.SignedInAsync(browser, rig, "/profile");
            foreach (var form in await Screens.WithFormsAsync(rig, prepared, group))
            {
                await app.Page.SetViewportSizeAsync(1400, 900);
                if (group.Key == "full")
                    await app.WalkAsync(form.Address);
                await NamedAsync(form, () => SendWrongAsync(app, form, faults));
            }
            faults.AddRange(app.Complaints);
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    [Trait("length", "long")]
    public async Task A_refused_form_of_one_field_has_the_focus_in_it()
    {
        var (rig, _, prepared) = await rigs.OfAsync("full");
        await using var app = await AppPage.SignedInAsync(browser, rig, "/profile");
        var faults = new List<string>();
        foreach (var form in await Screens.WithFormsAsync(rig, prepared, RefusedForms.OfOne))
        {
            await app.WalkAsync(form.Address);
            await NamedAsync(form, () => SendOneWrongAsync(app, form, faults));
        }
        faults.AddRange(app.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Every_form_that_can_be_refused_is_sent_wrong() =>
        Assert.Equal(
            RefusedForm.InMarkup.Order(StringComparer.Ordinal),
            RefusedForms
                .OfSeveral.Concat(RefusedForms.OfOne)
                .Select(form => form.Name)
                .Concat(RefusedForms.Elsewhere.Keys)
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Whatever fails says of which form.</summary>
    private static async Task NamedAsync(RefusedForm form, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            throw new InvalidOperationException(form.Name, failure);
        }
    }

    /// <summary>Sends it, and finds the focus in its one field.</summary>
    private static async Task SendOneWrongAsync(AppPage app, RefusedForm form, List<string> faults)
    {
        await form.FillAsync(app);
        await form.SendAsync(app);
        var field = RefusedForm.Field(app.Page, form.Wrong[0]);
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(field).ToBeFocusedAsync();
        if (await app.Page.Locator(".wrong-fields").CountAsync() > 0)
            faults.Add($"{form.Name}: lists the one field");
        var id = (await field.GetAttributeAsync("id"))!;
        faults.AddRange((await app.Page.EvaluateAsync<string[]>(Unsaid, id)).Select(fault => $"{form.Name}: {fault}"));
    }

    /// <summary>Sends it, goes from the list to the last field, and sends it once more.</summary>
    private static async Task SendWrongAsync(AppPage app, RefusedForm form, List<string> faults)
    {
        var summary = app.Page.Locator(".wrong-fields");
        await form.FillAsync(app);
        await form.SendAsync(app);
        await Assertions.Expect(summary).ToBeFocusedAsync();
        var links = summary.GetByRole(AriaRole.Link);
        var listed = await links.EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').slice(1))");
        if (!listed.SequenceEqual(form.Wrong))
            faults.Add($"{form.Name}: lists {string.Join(", ", listed)}");
        if (form.IsLooked || Look.Folder is not null || Look.IsWhole)
            await Look.AtAsync(app, $"{form.Name.Replace('#', '-')}.refused{(form.Opener is null ? "" : ".dialog")}", Look.Ways, faults);
        await app.Page.SetViewportSizeAsync(1400, 900);
        var address = app.Page.Url;
        await links.Last.PressAsync("Enter");
        await Assertions.Expect(RefusedForm.Field(app.Page, form.Wrong[^1])).ToBeFocusedAsync();
        if (app.Page.Url != address)
            faults.Add($"{form.Name}: its link leads to {app.Page.Url}");
        foreach (var id in form.Wrong)
            faults.AddRange((await app.Page.EvaluateAsync<string[]>(Unsaid, id)).Select(fault => $"{form.Name}: {fault}"));
        foreach (var (id, text) in form.Typed)
            if (id == Secret)
                await RefusedForm.Field(app.Page, id).FillAsync(text);
            else if (await RefusedForm.Field(app.Page, id).InputValueAsync() != text)
                faults.Add($"{form.Name}: what was typed into {id} is lost");
        await form.SendAsync(app);
        await Assertions.Expect(summary).ToBeFocusedAsync();
    }
}

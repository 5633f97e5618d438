using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Connections;
using Muster.Server.Connections.Wizard;
using Muster.Server.Groups;
using Muster.Server.Plans;

namespace Muster.Server.Tests;

/// <summary>Pages keep what was given to them, tell what became of it, and offer nothing that is refused afterwards.</summary>
public sealed class PageMannersTests(PressTests.Shared shared) : IClassFixture<PressTests.Shared>
{
    private const string Owner = "owner@example.com";

    private MusterInstance Muster => shared.Server.Server.Muster;

    [Fact]
    public async Task A_note_to_approvers_is_still_there_when_asking_them_failed()
    {
        var fails = true;
        Task<bool> SendAsync(string note) => Task.FromResult(!fails);
        await using var page = await OpenPage.OfAsync<ShownAskDialog>(
            shared.Server,
            Owner,
            "/plans/1",
            ("Send", (Func<string, Task<bool>>)SendAsync)
        );
        await page.PressAsync("Ask for it");
        await page.TypeAsync("ask-note", "The crew was dissolved");
        await page.PressAsync("Ask them");
        await page.PressAsync("Ask for it");
        Assert.Equal("The crew was dissolved", await page.ValueAsync("ask-note"));

        fails = false;
        await page.PressAsync("Ask them");
        await page.PressAsync("Ask for it");
        Assert.Equal("", await page.ValueAsync("ask-note") ?? "");
    }

    [Fact]
    public async Task What_could_not_be_ended_at_the_directory_is_told_when_a_connection_is_removed()
    {
        var tenant = shared.Server.Tenant;
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand("not-the-secret", ("--name", "trial")));
        var trial = (await Muster.Connections.FindAsync("trial", Tests.Token))!;
        await Muster.Database.Subscriptions.EnableAsync(trial.Key, "test", Tests.Token);
        await using var page = await OpenPage.OfAsync<RemovePanel>(
            shared.Server,
            Owner,
            "/connections/trial?tab=settings",
            ("Connection", trial)
        );

        await page.PressAsync("Remove");
        await page.TypeAsync("remove-name", "trial");
        await page.PressAsync("Remove connection");

        Assert.Null(await Muster.Connections.FindAsync("trial", Tests.Token));
        Assert.Contains("trial was removed", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("ends by itself within four weeks", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_only_say_what_a_group_is_for_can_type_nothing_else_and_reads_why()
    {
        await shared.Server.AccountAsync(nameof(Role.Operator), Tests.Token);
        var desk = await DeskAsync();
        await using (
            var page = await OpenPage.OfAsync<SettingsTab>(shared.Server, "operator@example.com", "/groups/2?tab=settings", ("Group", desk))
        )
        {
            Assert.False(await page.IsDisabledAsync("set-purpose"));
            Assert.True(await page.IsDisabledAsync("set-nesting"));
            Assert.Contains($"this needs {AccessRules.Needed(Right.Configure)}", await page.TextAsync(), StringComparison.Ordinal);
        }
        await using var owners = await OpenPage.OfAsync<SettingsTab>(shared.Server, Owner, "/groups/2?tab=settings", ("Group", desk));
        Assert.False(await owners.IsDisabledAsync("set-nesting"));
    }

    [Fact]
    public async Task A_field_that_was_left_alone_is_not_said_to_have_been_typed_when_somebody_else_changed_it()
    {
        var desk = await DeskAsync();
        await using var page = await OpenPage.OfAsync<SettingsTab>(shared.Server, Owner, "/groups/2?tab=settings", ("Group", desk));
        await page.TypeAsync("set-accountable", "Ada");
        await shared.Server.Tenant.MustAsync(0, Tests.Token, "groups", "set", "desk", "--purpose", "Answers mail", "--yes");

        await page.PressAsync("Look what it changes");

        Assert.Contains("changed this group a moment ago", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("you left it as it was", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(", you typed", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_file_does_not_take_the_place_of_the_certificate_that_was_chosen_before()
    {
        var (draft, faults) = (new ConnectionDraft { Trusted = "chosen before" }, new Dictionary<string, string>());
        await using var page = await OpenPage.OfAsync<SourceStep>(
            shared.Server,
            Owner,
            "/connections/new?step=source",
            ("Draft", draft),
            ("Faults", faults)
        );

        await page.ChooseAsync("trusted", new TextFile("wrong.pem", "no certificate"));

        Assert.Equal("chosen before", draft.Trusted);
        Assert.Contains("The certificate that was chosen before stays.", faults["trusted"], StringComparison.Ordinal);
    }

    private async Task<GroupRow> DeskAsync() =>
        (await Muster.GroupNamedAsync("desk", await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token))!;

    /// <summary>The dialog with the button that opens it.</summary>
    public sealed class ShownAskDialog : ComponentBase
    {
        private AskDialog? _dialog;

        /// <summary>Asks them.</summary>
        [Parameter]
        public Func<string, Task<bool>> Send { get; set; } = null!;

        /// <inheritdoc />
        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "onclick", EventCallback.Factory.Create(this, () => _dialog!.ShowAsync()));
            builder.AddContent(2, "Ask for it");
            builder.CloseElement();
            builder.OpenComponent<AskDialog>(3);
            builder.AddComponentParameter(4, nameof(AskDialog.Plan), 1L);
            builder.AddComponentParameter(5, nameof(AskDialog.Send), Send);
            builder.AddComponentReferenceCapture(6, dialog => _dialog = (AskDialog)dialog);
            builder.CloseComponent();
        }
    }

    private sealed class TextFile(string name, string text) : IBrowserFile
    {
        public string Name => name;
        public DateTimeOffset LastModified => TimeProvider.System.GetUtcNow();
        public long Size => text.Length;
        public string ContentType => "text/plain";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) =>
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
    }
}

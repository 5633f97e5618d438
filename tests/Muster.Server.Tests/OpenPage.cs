using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Testing;

// Only what the framework's own renderers look at tells which button is which; with a new version of the framework this file may have to follow.
#pragma warning disable BL0006

namespace Muster.Server.Tests;

/// <summary>A page or a part of one that somebody has open, with the services of the server, without the browser: what they press, type and read.</summary>
internal sealed class OpenPage : Renderer
{
    private readonly AsyncServiceScope _scope;
    private readonly Guid _session;
    private readonly List<Exception> _broken = [];
    private readonly List<IComponent> _parts = [];
    private TaskCompletionSource? _shown;
    private int _root;

    private OpenPage(AsyncServiceScope scope, Guid session)
        : base(new WithoutBrowser(scope.ServiceProvider), scope.ServiceProvider.GetRequiredService<ILoggerFactory>()) =>
        (_scope, _session) = (scope, session);

    /// <inheritdoc />
    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    /// <inheritdoc />
    protected override RendererInfo RendererInfo { get; } = new("Server", isInteractive: true);

    /// <summary>Opens it in a session of its own, whose owner has just proved who they are.</summary>
    /// <param name="rig">The server.</param>
    /// <param name="mail">Who opens it.</param>
    /// <param name="address">The address of the page.</param>
    /// <param name="parameters">What the page is about.</param>
    public static async Task<OpenPage> OfAsync<T>(
        ServerRig rig,
        string mail,
        string address,
        params (string Name, object? Value)[] parameters
    )
        where T : IComponent
    {
        var scope = rig.Server.Services.CreateAsyncScope();
        var (account, session) = await SignInAsync(scope.ServiceProvider, mail);
        Claim[] claims = [new(ClaimTypes.NameIdentifier, $"{account}"), new(SessionClaims.Session, $"{session}")];
        var services = scope.ServiceProvider;
        ((IHostEnvironmentAuthenticationStateProvider)services.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(claims, "test"))))
        );
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize(
            $"{rig.Address}",
            new Uri(rig.Address, address).ToString()
        );
        var page = new OpenPage(scope, session);
        await page.Dispatcher.InvokeAsync(async () =>
        {
            page._root = page.AssignRootComponentId(page.InstantiateComponent(typeof(T)));
            await page.RenderRootComponentAsync(
                page._root,
                ParameterView.FromDictionary(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value))
            );
        });
        return page;
    }

    /// <summary>What is written on it, without the markup.</summary>
    public Task<string> TextAsync() =>
        Dispatcher.InvokeAsync(() =>
        {
            Assert.Empty(_broken);
            return string.Join(' ', Marks().Select(mark => mark.Text).Where(text => !string.IsNullOrWhiteSpace(text))).Trim();
        });

    /// <summary>Presses the button that says so as often as said, before anything that comes of it is shown, and waits until all of it is done.</summary>
    public Task PressAsync(string button, int times = 1) =>
        Dispatcher.InvokeAsync(async () =>
        {
            var found = Elements("button").LastOrDefault(element => element.Text.Contains(button, StringComparison.Ordinal));
            Assert.True(found is not null, $"No button says {button}.");
            Assert.False(found.Has("disabled"), $"{button} is disabled.");
            var handler =
                found.Handler("onclick")
                ?? Elements("form").Last(form => form.First <= found.First && found.Last <= form.Last).Handler("onsubmit");
            EventArgs args = found.Handler("onclick") is null ? EventArgs.Empty : new MouseEventArgs();
            _shown = new TaskCompletionSource();
            var presses = Enumerable.Range(0, times).Select(_ => DispatchEventAsync(handler!.Value, null, args)).ToList();
            _shown.SetResult();
            _shown = null;
            await Task.WhenAll(presses);
        });

    /// <summary>Types into the field with an id.</summary>
    public Task TypeAsync(string id, string text) =>
        Dispatcher.InvokeAsync(async () =>
        {
            var field = Field(id);
            await DispatchEventAsync(
                (field.Handler("oninput") ?? field.Handler("onchange"))!.Value,
                null,
                new ChangeEventArgs { Value = text }
            );
        });

    /// <summary>Ticks the box with an id.</summary>
    public Task TickAsync(string id) =>
        Dispatcher.InvokeAsync(() => DispatchEventAsync(Field(id).Handler("onchange")!.Value, null, new ChangeEventArgs { Value = true }));

    /// <summary>Ticks the box whose label says so.</summary>
    public Task TickLabelAsync(string label) =>
        Dispatcher.InvokeAsync(() =>
        {
            var found = Elements("label").First(element => element.Text.Contains(label, StringComparison.Ordinal));
            var box = Marks().First(mark => mark.Name == "input" && mark.First >= found.First && mark.First <= found.Last);
            return DispatchEventAsync(box.Handler("onchange")!.Value, null, new ChangeEventArgs { Value = true });
        });

    /// <summary>Chooses a file in the field with an id.</summary>
    public Task ChooseAsync(string id, IBrowserFile file) =>
        Dispatcher.InvokeAsync(() =>
        {
            Marks();
            var field = _parts.OfType<InputFile>().Single(part => part.AdditionalAttributes?["id"] as string == id);
            return field.OnChange.InvokeAsync(new InputFileChangeEventArgs([file]));
        });

    /// <summary>What stands in the field with an id.</summary>
    public Task<string?> ValueAsync(string id) => Dispatcher.InvokeAsync(() => Field(id).Value("value")?.ToString());

    /// <summary>What the buttons say that can be pressed and act at once.</summary>
    public Task<IReadOnlyList<string>> EnabledAsync() =>
        Dispatcher.InvokeAsync<IReadOnlyList<string>>(() =>
            [
                .. Elements("button")
                    .Where(button => button.Handler("onclick") is not null && !button.Has("disabled"))
                    .Select(button => button.Text),
            ]
        );

    /// <summary>Whether there is a button that says so and can be pressed.</summary>
    public Task<bool> CanPressAsync(string button) =>
        Dispatcher.InvokeAsync(() =>
            Elements("button").Any(found => found.Text.Contains(button, StringComparison.Ordinal) && !found.Has("disabled"))
        );

    /// <summary>Whether the field with an id cannot be changed.</summary>
    public Task<bool> IsDisabledAsync(string id) => Dispatcher.InvokeAsync(() => Field(id).Has("disabled"));

    /// <summary>Waits until it says something.</summary>
    public Task UntilAsync(string text) => UntilAsync(text, says: true);

    /// <summary>Waits until it says something no more.</summary>
    public Task UntilGoneAsync(string text) => UntilAsync(text, says: false);

    private async Task UntilAsync(string text, bool says)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30);
        while ((await TextAsync()).Contains(text, StringComparison.Ordinal) != says)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"It {(says ? "never" : "still")} says “{text}”: {await TextAsync()}");
            await Task.Delay(20, Tests.Token);
        }
    }

    /// <summary>Lets the proof of who sits there lapse.</summary>
    public Task LapseAsync() => ProvedAsync(TimeProvider.System.GetUtcNow() - CircuitAccess.ProofLasts - TimeSpan.FromMinutes(1));

    /// <inheritdoc />
    protected override void HandleException(Exception exception) => _broken.Add(exception);

    /// <inheritdoc />
    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => _shown?.Task ?? Task.CompletedTask;

    /// <summary>Leaves it.</summary>
    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _scope.DisposeAsync();
    }

    private async Task ProvedAsync(DateTimeOffset at)
    {
        await using var accounts = await ContextAsync(_scope.ServiceProvider);
        await accounts
            .Sessions.Where(row => row.Id == _session)
            .ExecuteUpdateAsync(row => row.SetProperty(it => it.ProvedAt, at), Tests.Token);
    }

    private static async Task<(Guid Account, Guid Session)> SignInAsync(IServiceProvider services, string mail)
    {
        await using var accounts = await ContextAsync(services);
        var account = await accounts.Users.SingleAsync(row => row.Email == mail, Tests.Token);
        var now = TimeProvider.System.GetUtcNow();
        var session = new Session
        {
            KeyHash = Secrets.Hash(Secrets.New("key_")),
            Account = account.Id,
            Ticket = [],
            StartedAt = now,
            SeenAt = now,
            EndsAt = now.AddHours(1),
            ProvedAt = now,
            Address = "127.0.0.1",
            Browser = "none",
        };
        accounts.Sessions.Add(session);
        await accounts.SaveChangesAsync(Tests.Token);
        return (account.Id, session.Id);
    }

    private static Task<AccountsContext> ContextAsync(IServiceProvider services) =>
        services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);

    private Mark Field(string id) =>
        Marks().FirstOrDefault(mark => mark.Value("id") as string == id) ?? throw new Xunit.Sdk.XunitException($"There is no field {id}.");

    private IEnumerable<Element> Elements(string name)
    {
        var marks = Marks();
        return marks
            .Where(mark => mark.Name == name)
            .Select(mark => new Element(mark, string.Concat(marks[mark.First..(mark.Last + 1)].Select(within => within.Text))));
    }

    /// <summary>Everything that is on the page, in its order.</summary>
    private List<Mark> Marks()
    {
        var marks = new List<Mark>();
        _parts.Clear();
        Add(_root, marks);
        return marks;
    }

    private void Add(int component, List<Mark> marks)
    {
        var frames = GetCurrentRenderTreeFrames(component);
        Add(frames.Array, 0, frames.Count, marks);
    }

    private void Add(RenderTreeFrame[] frames, int from, int to, List<Mark> marks)
    {
        for (var at = from; at < to; at++)
        {
            ref readonly var frame = ref frames[at];
            switch (frame.FrameType)
            {
                case RenderTreeFrameType.Element:
                    var end = at + frame.ElementSubtreeLength;
                    var mark = new Mark(frame.ElementName, null, marks.Count);
                    marks.Add(mark);
                    for (at++; at < end && frames[at].FrameType == RenderTreeFrameType.Attribute; at++)
                        mark.Attributes[frames[at].AttributeName] = (frames[at].AttributeValue, frames[at].AttributeEventHandlerId);
                    Add(frames, at, end, marks);
                    mark.Last = marks.Count - 1;
                    at = end - 1;
                    break;
                case RenderTreeFrameType.Component:
                    _parts.Add(frame.Component);
                    Add(frame.ComponentId, marks);
                    at += frame.ComponentSubtreeLength - 1;
                    break;
                case RenderTreeFrameType.Text:
                    marks.Add(new(null, frame.TextContent, marks.Count));
                    break;
                case RenderTreeFrameType.Markup:
                    marks.Add(new(null, frame.MarkupContent, marks.Count));
                    break;
            }
        }
    }

    /// <summary>An element or a text.</summary>
    private sealed class Mark(string? name, string? text, int first)
    {
        public string? Name => name;
        public string? Text => text;
        public int First { get; } = first;
        public int Last { get; set; } = first;
        public Dictionary<string, (object? Value, ulong Handler)> Attributes { get; } = new(StringComparer.Ordinal);

        public object? Value(string attribute) => Attributes.GetValueOrDefault(attribute).Value;

        public bool Has(string attribute) => Value(attribute) is not (null or false);

        public ulong? Handler(string attribute) =>
            Attributes.TryGetValue(attribute, out var found) && found.Handler > 0 ? found.Handler : null;
    }

    /// <summary>An element with what it says.</summary>
    private sealed record Element(Mark Mark, string Text)
    {
        public int First => Mark.First;
        public int Last => Mark.Last;

        public bool Has(string attribute) => Mark.Has(attribute);

        public ulong? Handler(string attribute) => Mark.Handler(attribute);
    }

    /// <summary>The services of a page where no browser answers: its dialogs are never open for it.</summary>
    private sealed class WithoutBrowser(IServiceProvider services) : IServiceProvider, IJSRuntime
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IJSRuntime) ? this : services.GetService(serviceType);

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            // As from a browser, the answer comes later.
            await Task.Yield();
            return default!;
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<TValue>(identifier, args);
    }
}

using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>Parts that every page shows, drawn without a browser.</summary>
public sealed class PartTests
{
    [Fact]
    public async Task What_loads_for_long_says_so_after_three_seconds_and_can_be_left_after_fifteen()
    {
        var clock = new TimedClock();
        await using var page = new Page(clock, "people");
        var show = await page.ShowAsync<Loading>(new() { ["What"] = "the people" });
        clock.Move(TimeSpan.FromSeconds(2.9));
        Assert.DoesNotContain("longer than usual", await show(), StringComparison.Ordinal);
        clock.Move(TimeSpan.FromSeconds(0.2));
        Assert.Contains("Still loading the people. It takes longer than usual.", await show(), StringComparison.Ordinal);
        Assert.DoesNotContain("Try again", await show(), StringComparison.Ordinal);
        clock.Move(TimeSpan.FromSeconds(12));
        Assert.Contains("Try again", await show(), StringComparison.Ordinal);
        Assert.Contains("Cancel", await show(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_is_not_left_for_itself()
    {
        var clock = new TimedClock();
        await using var page = new Page(clock, "");
        var show = await page.ShowAsync<Loading>([]);
        clock.Move(TimeSpan.FromSeconds(3));
        clock.Move(TimeSpan.FromSeconds(12));
        Assert.Contains("Try again", await show(), StringComparison.Ordinal);
        Assert.DoesNotContain("Cancel", await show(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_details_of_a_failure_can_be_copied_with_its_code_time_and_the_reference_that_the_log_has()
    {
        var clock = new TimedClock();
        await using var page = new Page(clock, "runs/7?tab=steps");
        var expected = await (await page.ShowAsync<Failure>(new() { ["Error"] = new WorkFailedException("It is <stale>.") }))();
        var details = Copied(expected);
        Assert.Contains("It is <stale>.", details, StringComparison.Ordinal);
        Assert.Contains("Code: WorkFailed", details, StringComparison.Ordinal);
        Assert.Contains("Time: 2026-03-01 08:00:00 UTC", details, StringComparison.Ordinal);
        Assert.Contains("Page: /runs/7?tab=steps", details, StringComparison.Ordinal);
        Assert.DoesNotContain("Reference", details, StringComparison.Ordinal);
        var unexpected = await (await page.ShowAsync<Failure>(new() { ["Error"] = new InvalidOperationException("the secret inside") }))();
        Assert.Contains("Code: unexpected", Copied(unexpected), StringComparison.Ordinal);
        var reference = page.Logged.Single();
        Assert.Contains($"Reference: {reference}", Copied(unexpected), StringComparison.Ordinal);
        Assert.DoesNotContain("the secret inside", unexpected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_timer_draws_anew_stays_in_the_language_of_its_reader()
    {
        var clock = new TimedClock();
        await using var page = await Reader.AskAsync(Texts.Pseudo, () => Task.FromResult(new Page(clock, "people")));
        var show = await page.ShowAsync<Loading>(new() { ["What"] = "the people" });
        Reader.Behind(() => clock.Move(TimeSpan.FromSeconds(3.1)));
        var shown = System.Net.WebUtility.HtmlDecode(await show());
        Assert.Contains("[Stíll lóádíng the people.", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Still", shown, StringComparison.Ordinal);
    }

    private static string Copied(string html)
    {
        var begin = html.IndexOf("data-copy=\"", StringComparison.Ordinal) + "data-copy=\"".Length;
        return System.Net.WebUtility.HtmlDecode(html[begin..html.IndexOf('"', begin)]);
    }

    /// <summary>A page with nothing else on it.</summary>
    private sealed class Page : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly HtmlRenderer _renderer;

        public Page(TimeProvider clock, string address)
        {
            _services = new ServiceCollection()
                .AddSingleton(clock)
                .AddSingleton<NavigationManager>(new At(address))
                .AddScoped(_ => Texts.OfReader())
                .AddScoped<CircuitLanguage>()
                .AddLogging(logging => logging.AddProvider(new References(Logged)))
                .BuildServiceProvider();
            _services.GetRequiredService<CircuitLanguage>();
            _renderer = new HtmlRenderer(_services, _services.GetRequiredService<ILoggerFactory>());
        }

        /// <summary>References that the log has.</summary>
        public List<string> Logged { get; } = [];

        /// <summary>Draws a part.</summary>
        /// <returns>Gives what it shows at that moment.</returns>
        public async Task<Func<Task<string>>> ShowAsync<T>(Dictionary<string, object?> parameters)
            where T : IComponent
        {
            var root = await _renderer.Dispatcher.InvokeAsync(() =>
                _renderer.BeginRenderingComponent<T>(ParameterView.FromDictionary(parameters))
            );
            return () => _renderer.Dispatcher.InvokeAsync(root.ToHtmlString);
        }

        public async ValueTask DisposeAsync()
        {
            await _renderer.DisposeAsync();
            await _services.DisposeAsync();
        }
    }

    private sealed class At : NavigationManager
    {
        public At(string address) => Initialize("http://localhost/", $"http://localhost/{address}");
    }

    private sealed class References(List<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (formatter(state, exception) is var text && text.StartsWith("Reference ", StringComparison.Ordinal))
                logged.Add(text["Reference ".Length..]);
        }

        public void Dispose() { }
    }
}

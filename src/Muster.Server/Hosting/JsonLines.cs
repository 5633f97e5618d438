using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

/// <summary>Logs as one JSON object a line, each with the trace of the request that it is about: what an answer and an error page name. Control characters are escaped by JSON itself, so a hostile name cannot make a second line.</summary>
internal sealed class JsonLines(TextWriter output, TimeProvider clock, string? workspace = null) : ILoggerProvider
{
    private const int MaxText = 2000;
    private readonly Lock _lock = new();

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc />
    public void Dispose() { }

    private void Write(LogLevel level, string category, string text, Exception? failure)
    {
        var line = JsonSerializer.Serialize(
            new
            {
                at = clock.GetUtcNow(),
                level = level.ToString(),
                category,
                workspace,
                traceId = RequestTrace.Current,
                text = Shortened(text),
                failure = failure is null ? null : Shortened(failure.ToString()),
            }
        );
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static string Shortened(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";

    private sealed class Category(JsonLines lines, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= (name.StartsWith("Microsoft", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                lines.Write(logLevel, name, formatter(state, exception), exception);
        }
    }
}

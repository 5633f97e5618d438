using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.FirstRun;

namespace Muster.Server.Ui;

/// <summary>What a person chose of how numbers and times are written.</summary>
/// <param name="Locale">Name of the locale; null for that of the browser.</param>
/// <param name="Zone">IANA name of the time zone; null for that of the browser.</param>
internal sealed record ReaderChoice(string? Locale, string? Zone)
{
    /// <summary>Everything as in the browser.</summary>
    public static readonly ReaderChoice None = new(null, null);
}

/// <summary>Finds out how whoever asks has numbers and times written: as they chose, else as their browser says, else as in the texts, on the clocks of the server.</summary>
internal sealed class ReaderForms(KeptTexts kept, ServerFacts facts)
{
    /// <summary>Cookie in which the browser says its time zone; set by the app's own script, since no header has it.</summary>
    public const string ZoneCookie = "muster-zone";

    private const string Kind = "reader";
    private const string Name = "form";

    // Asked for with every page; a handful of accounts, changed only here.
    private readonly ConcurrentDictionary<Guid, ReaderChoice> _known = new();

    /// <summary>Locales that can be chosen: a language as written in a country. By their English names.</summary>
    public static IReadOnlyList<CultureInfo> Locales { get; } =
    [
        .. CultureInfo
            .GetCultures(CultureTypes.SpecificCultures)
            .Where(locale => locale.Name.Split('-') is [_, { Length: 2 }])
            .OrderBy(locale => locale.EnglishName, StringComparer.Ordinal),
    ];

    /// <summary>Finds it out for each page; once it is known who asks. Programs have none.</summary>
    public static void Use(WebApplication web, ReaderForms forms) =>
        web.Use(
            async (context, next) =>
            {
                if (!ApiPipeline.IsApi(context.Request))
                    ReaderForm.OfAsking = await forms.OfAsync(context);
                await next(context);
            }
        );

    /// <summary>What an account chose.</summary>
    public async Task<ReaderChoice> ChosenAsync(Guid account, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(account, out var known))
            return known;
        var chosen = Read((await kept.FindAsync(account, Kind, Name, cancellationToken))?.Text);
        return _known.GetOrAdd(account, chosen);
    }

    /// <summary>Keeps what an account chose; pages that are open already keep their form until they are opened anew.</summary>
    /// <exception cref="Runs.WorkFailedException">There is no such locale or time zone; nothing was changed.</exception>
    public async Task SaveAsync(Guid account, ReaderChoice choice, CancellationToken cancellationToken)
    {
        if ((choice.Locale is not null && LocaleOf(choice.Locale) is null) || (choice.Zone is not null && ZoneOf(choice.Zone) is null))
            throw new Runs.WorkFailedException(
                "This machine does not know that locale or time zone. Choose one from the list. Nothing was saved."
            );
        for (var saved = (int?)null; saved is null; )
        {
            var version = (await kept.FindAsync(account, Kind, Name, cancellationToken))?.Version ?? 0;
            saved = await kept.SaveAsync(account, Kind, Name, JsonSerializer.Serialize(choice), version, cancellationToken);
        }
        _known[account] = choice;
    }

    /// <summary>The form of a choice, with what a browser said where nothing was chosen.</summary>
    /// <param name="choice">What was chosen.</param>
    /// <param name="languages">What the browser asks for, the best first.</param>
    /// <param name="zone">The time zone that it says.</param>
    public ReaderForm Of(ReaderChoice choice, IEnumerable<string> languages, string? zone) =>
        new(
            LocaleOf(choice.Locale)
                ?? languages.Select(LocaleOf).FirstOrDefault(locale => locale is not null)
                ?? CultureInfo.InvariantCulture,
            ZoneOf(choice.Zone) ?? ZoneOf(zone) ?? facts.Zone
        );

    private async Task<ReaderForm> OfAsync(HttpContext context)
    {
        var choice = SignedIn.Of(context.User) is { } person
            ? await ChosenAsync(person.Account, context.RequestAborted)
            : ReaderChoice.None;
        var languages = context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1);
        return Of(choice, languages.Select(language => language.Value.ToString()), context.Request.Cookies[ZoneCookie]);
    }

    private static CultureInfo? LocaleOf(string? name)
    {
        try
        {
            return string.IsNullOrEmpty(name) ? null : CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    private static TimeZoneInfo? ZoneOf(string? name) =>
        name is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? zone : null;

    private static ReaderChoice Read(string? text)
    {
        try
        {
            return text is null ? ReaderChoice.None : JsonSerializer.Deserialize<ReaderChoice>(text) ?? ReaderChoice.None;
        }
        catch (JsonException)
        {
            return ReaderChoice.None;
        }
    }
}

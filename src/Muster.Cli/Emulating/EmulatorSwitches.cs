using System.CommandLine;
using System.Text.RegularExpressions;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Batching;
using Muster.GraphEmulator.Quirks;

namespace Muster.Cli.Emulating;

/// <summary>The switches that shape how the emulator answers, and what they mean for its options.</summary>
internal sealed partial class EmulatorSwitches
{
    private const int LargestPage = 100_000;
    private const int LargestListPage = 999;

    private readonly Option<int?> _pageSize = new("--page-size")
    {
        Description = "Objects on a page, in place of Graph's sizes",
        HelpName = "N",
    };
    private readonly Option<string?> _latency = new("--latency")
    {
        Description = "Wait before each answer: milliseconds, or lognormal:MEDIAN:SIGMA:SEED",
        HelpName = "MS|lognormal:…",
    };
    private readonly Option<bool> _throttle = new("--throttle") { Description = "Real resource-unit and write budgets with 429 answers" };
    private readonly Option<string?> _retryAfter = new Option<string?>("--retry-after")
    {
        Description = "How a 429 says how long to wait",
        HelpName = "whole|fraction|date|none",
    };
    private readonly Option<int?> _deltaUnits = new("--delta-units")
    {
        Description = "Resource units of a delta request, which Graph's table does not name (default 1)",
        HelpName = "N",
    };
    private readonly Option<string?> _permissions = new("--permissions")
    {
        Description = "Application permissions granted, with commas between them; 'none' grants nothing",
        HelpName = "A,B,…",
    };
    private readonly Option<string?> _tokenLife = new("--token-life")
    {
        Description = "Life of access tokens in seconds, or drawn[:SEED] for 60 to 90 minutes, as Entra draws it",
        HelpName = "SECONDS|drawn",
    };
    private readonly Option<FileInfo[]> _certificates = new("--app-certificate")
    {
        Description = "PEM file with a certificate the app may sign in with; may be given several times",
        HelpName = "FILE",
    };
    private readonly Option<FileInfo?> _trusts = new("--federated-trust")
    {
        Description = "JSON file with outside identities the app may sign in with: issuer, subject, audience, keys",
        HelpName = "FILE",
    };
    private readonly Option<string?> _quirks = new("--quirks")
    {
        Description = "JSON file of quirks to switch on, or nasty to draw all of them from --seed",
        HelpName = "FILE|nasty",
    };
    private readonly Option<int?> _nasty = new("--nasty") { Description = "Draw all quirks from this seed", HelpName = "SEED" };
    private readonly Option<FileInfo?> _faults = new("--faults")
    {
        Description = "JSON file of fault rules, as POST /_emulator/faults takes them",
        HelpName = "FILE",
    };
    private readonly Option<string?> _batchOrder = new("--batch-order")
    {
        Description = "Order of the answers in a $batch (default last)",
        HelpName = "last|first|shuffled",
    };
    private readonly Option<bool> _batch424 = new("--batch-424")
    {
        Description = "Answer a $batch with 424 when one of its steps was throttled, as it once was",
    };
    private readonly Option<bool> _plainHttp = new("--allow-http-notifications")
    {
        Description = "Take http:// addresses on this machine for change notifications",
    };

    /// <summary>All of them, in the order of the help text.</summary>
    public IEnumerable<Option> All =>
        [
            _pageSize,
            _latency,
            _throttle,
            _retryAfter,
            _deltaUnits,
            _permissions,
            _tokenLife,
            _certificates,
            _trusts,
            _quirks,
            _nasty,
            _faults,
            _batchOrder,
            _batch424,
            _plainHttp,
        ];

    /// <summary>Applies what was typed.</summary>
    /// <exception cref="UserErrorException">A value makes no sense; the message says what would.</exception>
    public async Task<EmulatorOptions> ApplyAsync(Invocation call, EmulatorOptions options, CancellationToken cancellationToken)
    {
        if (call.Get(_pageSize) is { } pageSize)
            options = WithPageSize(options, Typed.Within(pageSize, 1, LargestPage, "--page-size"));
        if (call.Get(_latency) is { } latency)
            options = LatencyText.Apply(latency, options);
        if (call.Get(_tokenLife) is { } life)
            options = TokenLifeText.Apply(life, options);
        if (call.Get(_permissions) is { } permissions)
            options = options with { Permissions = Permissions(permissions) };
        options = options with
        {
            Throttle = call.Get(_throttle),
            Quirks = await QuirksAsync(call, options.Seed, cancellationToken),
            Batches = new() { Order = Order(call.Get(_batchOrder)), ThrottledIs424 = call.Get(_batch424) },
            Notifications = options.Notifications with { AllowPlainHttpOnLoopback = call.Get(_plainHttp) },
            FaultRules = call.Get(_faults) is { } faults ? await Typed.ReadAsync(faults, "--faults", cancellationToken) : null,
            AppCertificates = await CertificatesAsync(call, cancellationToken),
            FederatedTrusts = call.Get(_trusts) is { } trusts ? await FederatedTrustFile.ReadAsync(trusts, cancellationToken) : [],
        };
        return options.FindProblem() is { } problem ? throw Typed.Wrong(problem) : options;
    }

    private static EmulatorOptions WithPageSize(EmulatorOptions options, int pageSize) =>
        options with
        {
            UsersPerDeltaPage = pageSize,
            GroupsPerDeltaPage = pageSize,
            MembersPerSlice = pageSize,
            ListPageSize = Math.Min(pageSize, LargestListPage),
        };

    private static string[] Permissions(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return [];
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 && names.All(name => PermissionName().IsMatch(name))
            ? names
            : throw Typed.Wrong($"--permissions is '{text}'; write names such as User.Read.All,GroupMember.Read.All, or none.");
    }

    private async Task<QuirkSet> QuirksAsync(Invocation call, int seed, CancellationToken cancellationToken)
    {
        var (text, nasty) = (call.Get(_quirks), call.Get(_nasty));
        var quirks = nasty is { } drawn ? QuirkSet.Nasty(drawn) : QuirkSet.None;
        if (text == "nasty")
            quirks = nasty is null ? QuirkSet.Nasty(seed) : quirks;
        else if (text is not null)
            quirks = ReadQuirks(await Typed.ReadAsync(new FileInfo(text), "--quirks", cancellationToken), quirks);
        if (call.Get(_retryAfter) is { } form)
            quirks = quirks with { Service = quirks.Service with { RetryAfter = Form(form) } };
        if (call.Get(_deltaUnits) is { } units)
            quirks = quirks with { Service = quirks.Service with { DeltaCost = Typed.Within(units, 1, 10, "--delta-units") } };
        return quirks;
    }

    private static QuirkSet ReadQuirks(string json, QuirkSet quirks)
    {
        try
        {
            return QuirkJson.Read(json, quirks);
        }
        catch (FormatException problem)
        {
            throw Typed.Wrong($"--quirks: {problem.Message}");
        }
    }

    private async Task<IReadOnlyList<string>> CertificatesAsync(Invocation call, CancellationToken cancellationToken)
    {
        var certificates = new List<string>();
        foreach (var file in call.Get(_certificates) ?? [])
            certificates.Add(await Typed.ReadAsync(file, "--app-certificate", cancellationToken));
        return certificates;
    }

    private static RetryAfterForm Form(string text) =>
        text switch
        {
            "whole" => RetryAfterForm.Seconds,
            "fraction" => RetryAfterForm.Fraction,
            "date" => RetryAfterForm.Date,
            "none" => RetryAfterForm.Absent,
            _ => throw Typed.Wrong($"--retry-after is '{text}'; it is whole, fraction, date or none."),
        };

    private static BatchOrder Order(string? text) =>
        text switch
        {
            null or "last" => BatchOrder.LastFirst,
            "first" => BatchOrder.FirstFirst,
            "shuffled" => BatchOrder.Shuffled,
            _ => throw Typed.Wrong($"--batch-order is '{text}'; it is last, first or shuffled."),
        };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z0-9-]+)+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex PermissionName();
}

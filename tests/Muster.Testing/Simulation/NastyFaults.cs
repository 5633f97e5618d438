namespace Muster.Testing.Simulation;

/// <summary>Draws what goes wrong during one read. Each stream has rules of its own, so that a seed means the same however the streams race.</summary>
internal sealed class NastyFaults(MirrorRig rig, Random random)
{
    private static readonly string[] Streams =
    [
        "/v1.0/users/delta",
        "/v1.0/groups/delta",
        "/v1.0/users/$count",
        "/v1.0/groups/$count",
        "/v1.0/$batch",
    ];
    private static readonly int[] Passing = [429, 500, 502, 503, 504, 408, 509];
    private static readonly int[] Final = [400, 401, 403, 404, 409, 501];
    private static readonly string[] Bodies = ["html", "empty", "truncated", "reset", "resetBefore", "corruptGzip", "notGzip", "wrongType"];

    /// <summary>What a reader can tell by looking at one page, or must not mind.</summary>
    private static readonly string[] Edits =
    [
        "repeatLink",
        "dropLinks",
        "foreignLink",
        "plainLink",
        "elsewhereLink",
        "bothLinks",
        "duplicateItems",
        "nulls",
        "noIds",
        "badIds",
        "wrongTypes",
        "valueObject",
        "noValue",
        "unknownFields",
        "outOfRange",
        "deepNesting",
        "duplicateKeys",
        "invalidUtf8",
        "nul",
        "twoDocuments",
        "addCount",
    ];

    public async Task DrawAsync(CancellationToken cancellationToken)
    {
        if (random.Next(8) == 0)
            await rig.ExpireLinksAsync(cancellationToken);
        if (random.Next(20) == 0)
            rig.Clock.Move(TimeSpan.FromDays(8));
        var rules = Streams.SelectMany(Rules).ToList();
        if (rules.Count > 0)
            await rig.FaultsAsync(rules, cancellationToken);
    }

    private IEnumerable<object> Rules(string stream)
    {
        for (var left = random.Next(3); left > 0; left--)
            yield return Rule(stream);
    }

    private Dictionary<string, object> Rule(string stream)
    {
        var rule = new Dictionary<string, object>
        {
            ["path"] = stream,
            ["skip"] = random.Next(6),
            ["times"] = random.Next(1, 4),
        };
        switch (random.Next(6))
        {
            case 0 or 1:
                rule["status"] = Passing[random.Next(Passing.Length)];
                if (random.Next(2) == 0)
                    rule["retryAfter"] = random.Next(2) == 0 ? "1" : "0.75";
                break;
            case 2:
                rule["status"] = Final[random.Next(Final.Length)];
                break;
            case 3 or 4:
                rule["edit"] = Edits[random.Next(Edits.Length)];
                break;
            default:
                rule["body"] = Bodies[random.Next(Bodies.Length)];
                if (rule["body"] is "html" && random.Next(2) == 0)
                    rule["status"] = 200;
                break;
        }
        return rule;
    }
}

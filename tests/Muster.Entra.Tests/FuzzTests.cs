using System.Text;
using CsCheck;
using Muster.Engine.Reading;
using Muster.Entra.Pages;
using Muster.Entra.Rounds;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class FuzzTests
{
    private static readonly string Groups = string.Join(
        ',',
        Enumerable
            .Range(1, 6)
            .Select(group =>
                Rows.Group(
                    group,
                    Rows.Members(Rows.Edge(20), Rows.Edge(21, "group"), Rows.Edge(22, removed: true)) + "," + Rows.Owners(Rows.Edge(23))
                )
            )
    );

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private static readonly string Users = string.Join(',', Enumerable.Range(1, 8).Select(user => Rows.User(user)));

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.Const("null"),
        Gen.Const("true"),
        Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Double.Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
        Gen.String[0, 12].Select(text => System.Text.Json.JsonSerializer.Serialize(text)),
        OneOf($"\"{Rows.Id(1)}\"", "\"#microsoft.graph.user\"", "\"https://127.0.0.1/v1.0/users/delta?a\"")
    );

    private static readonly Gen<string> Name = OneOf(
        "id",
        "value",
        "@odata.nextLink",
        "@odata.deltaLink",
        "@odata.type",
        "@removed",
        "members@delta",
        "owners@delta",
        "displayName",
        "groupTypes",
        "accountEnabled",
        "userPrincipalName",
        "other"
    );

    private static readonly Gen<string> Shape = Gen.Recursive<string>(
        (depth, deeper) =>
            depth >= 5
                ? Scalar
                : Gen.Frequency(
                    (3, Scalar),
                    (2, deeper.Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
                    (
                        4,
                        Gen.Select(Name, deeper)
                            .Array[0, 6]
                            .Select(fields => $"{{{string.Join(',', fields.Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}")
                    )
                )
    );

    [Fact]
    public void A_page_cut_anywhere_is_never_a_page() =>
        Assert.All(
            new[] { (DirectoryStream.Users, Page(Users)), (DirectoryStream.Groups, Page(Groups)) },
            page =>
            {
                for (var length = 0; length < page.Item2.Length; length++)
                    Assert.Throws<PageFormatException>(() => PageRows.Parse(page.Item1, page.Item2.AsSpan(0, length)));
            }
        );

    [Fact]
    public void Flipped_bits_are_refused_or_read_and_never_crash() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 4])
            .Sample(
                (users, flips) =>
                {
                    var page = Page(users ? Users : Groups);
                    foreach (var (at, with) in flips)
                        page[at % page.Length] ^= with;
                    return Survives(users ? DirectoryStream.Users : DirectoryStream.Groups, page);
                },
                iter: 20_000
            );

    [Fact]
    public void Json_of_any_shape_is_refused_or_read_and_never_crashes() =>
        Gen.Select(Gen.Bool, Shape)
            .Sample(
                (users, shape) => Survives(users ? DirectoryStream.Users : DirectoryStream.Groups, Encoding.UTF8.GetBytes(shape)),
                iter: 20_000
            );

    [Fact]
    public void Rows_of_any_shape_are_refused_or_read_and_never_crash() =>
        Gen.Select(Gen.Bool, Shape)
            .Sample(
                (users, shape) =>
                    Survives(
                        users ? DirectoryStream.Users : DirectoryStream.Groups,
                        Encoding.UTF8.GetBytes($$"""{"@odata.deltaLink":"x","value":[{{shape}}]}""")
                    ),
                iter: 20_000
            );

    [Fact]
    public async Task Over_the_wire_damage_ends_in_a_fault_and_completes_nothing()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var random = new Random(4711);
        for (var round = 0; round < 150; round++)
        {
            var page = reading.Graph.Page(Groups, delta: "groups/delta?$deltatoken=a");
            var body = page.Body[..random.Next(page.Body.Length)];
            reading.Graph.Otherwise = _ => page with { Body = body };
            Assert.Equal(DirectoryFault.UnexpectedAnswer, (await reading.FailAsync(DirectoryStream.Groups)).Fault);
        }
    }

    private static byte[] Page(string rows) =>
        Encoding.UTF8.GetBytes($$"""{"@odata.nextLink":"https://127.0.0.1/v1.0/users/delta?a","value":[{{rows}}]}""");

    private static bool Survives(DirectoryStream stream, byte[] page)
    {
        try
        {
            _ = DeltaPage.PeekNext(page);
            _ = PageRows.Parse(stream, page);
        }
        catch (PageFormatException)
        {
            // Refused: that is an answer too.
        }
        return true;
    }
}

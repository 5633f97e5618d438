using System.Text;
using CsCheck;
using Muster.Engine.Notifications;

namespace Muster.Notification.Tests.Receiving;

public sealed class ParserFuzzTests
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(
        ReceiverRig.Body(
            ReceiverRig.Entry(),
            ReceiverRig.Entry(more: ",\"lifecycleEvent\":\"missed\""),
            ReceiverRig.Entry(more: ",\"resourceData\":{\"members@delta\":[{\"id\":\"x\"}],\"@odata.id\":\"\\u0041\"}")
        )
    );

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.Const("null"),
        Gen.Const("true"),
        Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.String[0, 12].Select(text => System.Text.Json.JsonSerializer.Serialize(text)),
        OneOf("\"\\ud800\"", "\"\\u0000\"", $"\"{ReceiverRig.Users}\"", $"\"{ReceiverRig.State}\"", "\"missed\"", "1e999", "-0")
    );

    private static readonly Gen<string> Name = OneOf(
        "value",
        "subscriptionId",
        "subscription\\u0049d",
        "tenantId",
        "clientState",
        "lifecycleEvent",
        "resourceData",
        "\\ud800"
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
    public void A_body_cut_anywhere_is_no_notification()
    {
        Assert.Equal(3, NotificationParser.Parse(Good)!.Entries.Count);
        for (var length = 0; length < Good.Length; length++)
            Assert.Null(NotificationParser.Parse(Good.AsSpan(0, length)));
    }

    [Fact]
    public void Flipped_bits_never_crash_and_never_make_more_entries() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Byte)
            .Array[1, 4]
            .Sample(
                flips =>
                {
                    var body = Good.ToArray();
                    foreach (var (at, with) in flips)
                        body[at % body.Length] ^= with;
                    return NotificationParser.Parse(body) is not { } batch || batch.Entries.Count + batch.Malformed <= 8;
                },
                iter: 20_000
            );

    [Fact]
    public void Json_of_any_shape_is_refused_or_read_and_never_crashes() =>
        Shape.Sample(shape => NotificationParser.Parse(Encoding.UTF8.GetBytes(shape)) is null or { Malformed: >= 0 }, iter: 20_000);

    [Fact]
    public void Entries_of_any_shape_never_crash_and_each_is_read_or_counted() =>
        Shape
            .Array[0, 5]
            .Sample(
                shapes =>
                {
                    var batch = NotificationParser.Parse(Encoding.UTF8.GetBytes(ReceiverRig.Body([.. shapes, ReceiverRig.Entry()])));
                    // Only text that is no text at all spoils the whole body.
                    return batch is null
                        ? shapes.Any(shape => shape.Contains("\\ud800", StringComparison.Ordinal))
                        : batch.Entries.Count + batch.Malformed == shapes.Length + 1 && batch.Entries[^1].ClientState == ReceiverRig.State;
                },
                iter: 20_000
            );

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);
}

using System.Globalization;
using System.Text;

namespace Muster.Testing.Fuzzing;

/// <summary>Makes inputs: JSON put together from words that mean something, and bytes changed here and there.</summary>
internal sealed class FuzzInputs(FuzzTarget target, Random random)
{
    private const int Deepest = 6;
    private static readonly byte[] Telling = "{}[]\",:\\0123456789-.eu@$\0\x7f"u8.ToArray();

    private static readonly string[] Odd =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1e400",
        "18446744073709551616",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\u202e\"",
        "[]",
        "{}",
        "\"\\u0069d\"",
    ];

    /// <summary>One input, sometimes made of one that is known.</summary>
    public byte[] Draw(IReadOnlyList<byte[]> known)
    {
        var input = random.Next(3) == 0 ? Encoding.UTF8.GetBytes(Shape(0)) : (byte[])known[random.Next(known.Count)].Clone();
        for (var changes = random.Next(5); changes > 0; changes--)
            input = Change(input, known);
        return input;
    }

    private byte[] Change(byte[] input, IReadOnlyList<byte[]> known)
    {
        var at = random.Next(input.Length + 1);
        var length = Math.Min(random.Next(1, 40), input.Length - at);
        return random.Next(9) switch
        {
            0 when at < input.Length => With(input, at, (byte)random.Next(256)),
            1 when at < input.Length => With(input, at, Telling[random.Next(Telling.Length)]),
            2 => input[..at],
            3 => [.. input.AsSpan(0, at), .. input.AsSpan(at + length)],
            4 => [.. input.AsSpan(0, at), .. input.AsSpan(at, length), .. input.AsSpan(at)],
            5 => [.. input.AsSpan(0, at), .. Encoding.UTF8.GetBytes(Word()), .. input.AsSpan(at)],
            6 => [.. input.AsSpan(0, at), .. Tail(known[random.Next(known.Count)])],
            7 => ReplaceValue(input),
            _ => [.. input.AsSpan(0, at), .. Enumerable.Repeat(Telling[random.Next(4)], random.Next(1, 70)), .. input.AsSpan(at)],
        };
    }

    /// <summary>Puts another value behind some colon, so that the input stays JSON more often than not.</summary>
    private byte[] ReplaceValue(byte[] input)
    {
        var colons = new List<int>();
        for (var i = 0; i < input.Length; i++)
            if (input[i] == (byte)':')
                colons.Add(i + 1);
        if (colons.Count == 0)
            return input;
        var at = colons[random.Next(colons.Count)];
        var end = at;
        while (end < input.Length && input[end] is not ((byte)',' or (byte)'}' or (byte)']'))
            end++;
        return [.. input.AsSpan(0, at), .. Encoding.UTF8.GetBytes(Shape(Deepest - 1)), .. input.AsSpan(end)];
    }

    private string Shape(int depth) =>
        (depth >= Deepest ? 0 : random.Next(5)) switch
        {
            1 or 2 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(7)).Select(_ => $"{Name()}:{Shape(depth + 1)}"))}}}",
            3 => $"[{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Shape(depth + 1)))}]",
            _ => Word(),
        };

    private string Name() => target.Words[random.Next(target.Words.Count)] is ['"', ..] name ? name : "\"other\"";

    private string Word() =>
        random.Next(3) switch
        {
            0 => Odd[random.Next(Odd.Length)],
            1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
            _ => target.Words[random.Next(target.Words.Count)],
        };

    private byte[] Tail(byte[] other) => other[random.Next(other.Length + 1)..];

    private static byte[] With(byte[] input, int at, byte value)
    {
        input[at] = value;
        return input;
    }
}

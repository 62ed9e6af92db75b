namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// Arithmetic modulo an odd 256-bit prime in Montgomery form (Montgomery 1985). Not of constant time: for public values only,
/// that is for recovering keys from signatures; private keys are handled by the platform's ECDSA.
/// </summary>
sealed class PrimeField
{
    readonly ulong _inverse;
    readonly UInt256 _rSquared;

    public PrimeField(UInt256 modulus)
    {
        Modulus = modulus;
        var inverse = 1UL;
        for (var i = 0; i < 6; i++)
        {
            inverse *= 2 - (modulus.L0 * inverse);
        }

        _inverse = 0 - inverse;
        var power = UInt256.One;
        for (var i = 0; i < 512; i++)
        {
            power = Add(power, power);
        }

        _rSquared = power;
        One = ToMontgomery(UInt256.One);
    }

    public UInt256 Modulus { get; }

    /// <summary>1 in Montgomery form.</summary>
    public UInt256 One { get; }

    public UInt256 ToMontgomery(in UInt256 value) => Multiply(value, _rSquared);

    public UInt256 FromMontgomery(in UInt256 value) => Multiply(value, UInt256.One);

    public UInt256 Reduce(in UInt256 value)
    {
        var rest = value;
        while (rest >= Modulus)
        {
            UInt256.Subtract(rest, Modulus, out rest);
        }

        return rest;
    }

    public UInt256 Add(in UInt256 a, in UInt256 b)
    {
        var carried = UInt256.Add(a, b, out var sum);
        var smaller = UInt256.Subtract(sum, Modulus, out var reduced);
        return carried || !smaller ? reduced : sum;
    }

    public UInt256 Subtract(in UInt256 a, in UInt256 b)
    {
        if (!UInt256.Subtract(a, b, out var difference))
        {
            return difference;
        }

        UInt256.Add(difference, Modulus, out var wrapped);
        return wrapped;
    }

    public UInt256 Negate(in UInt256 a) => Subtract(UInt256.Zero, a);

    public UInt256 Square(in UInt256 a) => Multiply(a, a);

    /// <summary>a·b·2^-256 mod p.</summary>
    public UInt256 Multiply(in UInt256 a, in UInt256 b)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        Row(a, b.L0, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a, b.L1, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a, b.L2, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a, b.L3, ref t0, ref t1, ref t2, ref t3, ref t4);
        var product = new UInt256(t0, t1, t2, t3);
        var smaller = UInt256.Subtract(product, Modulus, out var reduced);
        return t4 != 0 || !smaller ? reduced : product;
    }

    public UInt256 Power(in UInt256 value, in UInt256 exponent)
    {
        var result = One;
        for (var bit = 255; bit >= 0; bit--)
        {
            result = Square(result);
            if (exponent.Bits(bit, 1) == 1)
            {
                result = Multiply(result, value);
            }
        }

        return result;
    }

    /// <summary>By Fermat's little theorem; of a value in Montgomery form, in Montgomery form.</summary>
    public UInt256 Invert(in UInt256 value)
    {
        UInt256.Subtract(Modulus, new(2, 0, 0, 0), out var exponent);
        return Power(value, exponent);
    }

    /// <summary>A square root, for primes that are 3 modulo 4; null when there is none.</summary>
    public UInt256? SquareRoot(in UInt256 value)
    {
        UInt256.Add(Modulus, UInt256.One, out var exponent);
        var root = Power(value, exponent.ShiftRight1().ShiftRight1());
        return Square(root) == value ? root : null;
    }

    void Row(in UInt256 a, ulong b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        ulong carry = 0;
        t0 = Step(a.L0, b, t0, ref carry);
        t1 = Step(a.L1, b, t1, ref carry);
        t2 = Step(a.L2, b, t2, ref carry);
        t3 = Step(a.L3, b, t3, ref carry);
        var top = (UInt128)t4 + carry;

        var factor = t0 * _inverse;
        carry = 0;
        Step(Modulus.L0, factor, t0, ref carry);
        t0 = Step(Modulus.L1, factor, t1, ref carry);
        t1 = Step(Modulus.L2, factor, t2, ref carry);
        t2 = Step(Modulus.L3, factor, t3, ref carry);
        top += carry;
        t3 = (ulong)top;
        t4 = (ulong)(top >> 64);
    }

    static ulong Step(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        high += low < addend ? 1UL : 0;
        low += carry;
        high += low < carry ? 1UL : 0;
        carry = high;
        return low;
    }
}

using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// The two curves of EOSIO (SEC 2, versions secp256k1 and secp256r1) with what .NET's ECDsa does not offer: decompressing points and
/// recovering the public key from a signature (SEC 1, section 4.1.6). Works on public values only.
/// </summary>
sealed class EllipticCurve
{
    static readonly EllipticCurve K1 = new(
        ECCurve.CreateFromFriendlyName("secp256k1"),
        prime: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
        order: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        a: "0000000000000000000000000000000000000000000000000000000000000000",
        b: "0000000000000000000000000000000000000000000000000000000000000007",
        gx: "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        gy: "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");

    static readonly EllipticCurve R1 = new(
        ECCurve.NamedCurves.nistP256,
        prime: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        order: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        a: "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
        b: "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        gx: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        gy: "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    readonly PrimeField _field;
    readonly PrimeField _scalars;
    readonly UInt256 _a;
    readonly UInt256 _b;
    readonly CurvePoint _generator;

    EllipticCurve(ECCurve named, string prime, string order, string a, string b, string gx, string gy)
    {
        Named = named;
        _field = new(UInt256.FromHex(prime));
        _scalars = new(UInt256.FromHex(order));
        HalfOrder = _scalars.Modulus.ShiftRight1();
        _a = _field.ToMontgomery(UInt256.FromHex(a));
        _b = _field.ToMontgomery(UInt256.FromHex(b));
        _generator = new(_field.ToMontgomery(UInt256.FromHex(gx)), _field.ToMontgomery(UInt256.FromHex(gy)), _field.One);
    }

    /// <summary>The platform's curve, for <see cref="ECDsa"/>.</summary>
    public ECCurve Named { get; }

    public UInt256 Order => _scalars.Modulus;

    /// <summary>Half of the order, rounded down: the highest low S.</summary>
    public UInt256 HalfOrder { get; }

    public static EllipticCurve Of(KeyType type) => type switch
    {
        KeyType.K1 => K1,
        KeyType.R1 or KeyType.WA => R1,
        _ => throw new EosioFormatException($"Key type {(int)type} is not supported: K1, R1 or WA expected."),
    };

    /// <summary>The 65 bytes 0x04, x, y of a compressed point (SEC 1, section 2.3.4); null when no point of the curve has this x.</summary>
    public byte[]? Decompress(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != 33 || compressed[0] is not (2 or 3) || Lift(UInt256.FromBigEndian(compressed[1..]), odd: compressed[0] == 3) is not { } point)
        {
            return null;
        }

        var bytes = new byte[65];
        bytes[0] = 4;
        _field.FromMontgomery(point.X).WriteBigEndian(bytes.AsSpan(1));
        _field.FromMontgomery(point.Y).WriteBigEndian(bytes.AsSpan(33));
        return bytes;
    }

    /// <summary>The compressed public key for which (r, s) signs the digest with this recovery id (0 to 3); null when there is none.</summary>
    public byte[]? Recover(ReadOnlySpan<byte> digest, in UInt256 r, in UInt256 s, int recoveryId)
    {
        if (r.IsZero || s.IsZero || r >= Order || s >= Order)
        {
            return null;
        }

        var x = r;
        if (recoveryId >= 2 && UInt256.Add(r, Order, out x))
        {
            return null;
        }

        if (Lift(x, odd: (recoveryId & 1) == 1) is not { } point)
        {
            return null;
        }

        var inverse = _scalars.Invert(_scalars.ToMontgomery(r));
        var hash = _scalars.ToMontgomery(_scalars.Reduce(UInt256.FromBigEndian(digest)));
        var u1 = _scalars.FromMontgomery(_scalars.Negate(_scalars.Multiply(hash, inverse)));
        var u2 = _scalars.FromMontgomery(_scalars.Multiply(_scalars.ToMontgomery(s), inverse));
        var key = MultiplyAndAdd(u1, u2, point);
        return key.Z.IsZero ? null : Compress(key);
    }

    public UInt256 NegateScalar(in UInt256 s) => _scalars.Negate(s);

    CurvePoint? Lift(in UInt256 x, bool odd)
    {
        if (x >= _field.Modulus)
        {
            return null;
        }

        var xm = _field.ToMontgomery(x);
        var square = _field.Add(_field.Multiply(_field.Add(_field.Square(xm), _a), xm), _b);
        if (_field.SquareRoot(square) is not { } y)
        {
            return null;
        }

        return new CurvePoint(xm, _field.FromMontgomery(y).IsOdd == odd ? y : _field.Negate(y), _field.One);
    }

    byte[] Compress(in CurvePoint point)
    {
        var inverse = _field.Invert(point.Z);
        var inverse2 = _field.Square(inverse);
        var bytes = new byte[33];
        _field.FromMontgomery(_field.Multiply(point.X, inverse2)).WriteBigEndian(bytes.AsSpan(1));
        bytes[0] = (byte)(_field.FromMontgomery(_field.Multiply(point.Y, _field.Multiply(inverse2, inverse))).IsOdd ? 3 : 2);
        return bytes;
    }

    /// <summary>u1·G + u2·P, both at once, two bits of each a step (Shamir's trick).</summary>
    CurvePoint MultiplyAndAdd(in UInt256 u1, in UInt256 u2, in CurvePoint point)
    {
        var sums = new CurvePoint[16];
        for (var i = 1; i < 16; i++)
        {
            sums[i] = i >= 4 ? Add(sums[i - 4], _generator) : Add(sums[i - 1], point);
        }

        var result = default(CurvePoint);
        for (var position = 254; position >= 0; position -= 2)
        {
            result = Double(Double(result));
            var index = (u1.Bits(position, 2) << 2) | u2.Bits(position, 2);
            result = index == 0 ? result : Add(result, sums[index]);
        }

        return result;
    }

    CurvePoint Double(in CurvePoint p)
    {
        if (p.Z.IsZero || p.Y.IsZero)
        {
            return default;
        }

        var yy = _field.Square(p.Y);
        var zz = _field.Square(p.Z);
        var xyy = _field.Multiply(p.X, yy);
        var s = Twice(Twice(xyy));
        var xx = _field.Square(p.X);
        var m = _field.Add(_field.Add(Twice(xx), xx), _field.Multiply(_a, _field.Square(zz)));
        var x = _field.Subtract(_field.Square(m), Twice(s));
        var y = _field.Subtract(_field.Multiply(m, _field.Subtract(s, x)), Twice(Twice(Twice(_field.Square(yy)))));
        return new(x, y, Twice(_field.Multiply(p.Y, p.Z)));
    }

    CurvePoint Add(in CurvePoint p, in CurvePoint q)
    {
        if (p.Z.IsZero)
        {
            return q;
        }

        if (q.Z.IsZero)
        {
            return p;
        }

        var pz2 = _field.Square(p.Z);
        var qz2 = _field.Square(q.Z);
        var u1 = _field.Multiply(p.X, qz2);
        var s1 = _field.Multiply(p.Y, _field.Multiply(qz2, q.Z));
        var h = _field.Subtract(_field.Multiply(q.X, pz2), u1);
        var r = _field.Subtract(_field.Multiply(q.Y, _field.Multiply(pz2, p.Z)), s1);
        if (h.IsZero)
        {
            return r.IsZero ? Double(p) : default;
        }

        var hh = _field.Square(h);
        var hhh = _field.Multiply(h, hh);
        var v = _field.Multiply(u1, hh);
        var x = _field.Subtract(_field.Subtract(_field.Square(r), hhh), Twice(v));
        var y = _field.Subtract(_field.Multiply(r, _field.Subtract(v, x)), _field.Multiply(s1, hhh));
        return new(x, y, _field.Multiply(_field.Multiply(p.Z, q.Z), h));
    }

    UInt256 Twice(in UInt256 a) => _field.Add(a, a);
}

/// <summary>A point in Jacobian coordinates (x = X/Z², y = Y/Z³) in Montgomery form; the point at infinity has Z = 0.</summary>
readonly record struct CurvePoint(UInt256 X, UInt256 Y, UInt256 Z);

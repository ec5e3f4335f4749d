;; Compares one coded vector with many rows in a row, and keeps those that are nearer than a bound.
;; The bytes that run are in kernelBytes.ts, which `node scripts/assemble-kernel.ts` writes from this file.
;;
;; All functions take: where the rows begin, how many there are, where the query is, how many bytes a code has (a multiple
;; of 16), the bound, where pairs of row and score may be written and how many (at least one), and the number of the first row.
;; They give the number of rows that they went through, fewer than there are where there was no room for one more; how many
;; pairs they wrote stands in $found. A pair is the row's number (i32) and its score (f32); more is nearer.
;;
;; Bits are counted in words of 64: i64.popcnt is one instruction where processors have it, and measures faster than
;; i8x16.popcnt with its sums across lanes.
(module
  (memory (export "memory") 1)
  (global $found (export "found") (mut i32) (i32.const 0))

  ;; Writes a pair where the score is above the bound. Gives 0 where there is no room for it, else 1.
  (func $keep (param $pairs i32) (param $room i32) (param $number i32) (param $score f32) (result i32)
    (local $at i32)
    (if (i32.ge_u (global.get $found) (local.get $room)) (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $pairs) (i32.shl (global.get $found) (i32.const 3))))
    (i32.store (local.get $at) (local.get $number))
    (f32.store offset=4 (local.get $at) (local.get $score))
    (global.set $found (i32.add (global.get $found) (i32.const 1)))
    (i32.const 1))

  ;; The score of a row is minus the number of bits in which it differs from the query.
  (func (export "binary")
    (param $row i32) (param $count i32) (param $query i32) (param $length i32)
    (param $bound f32) (param $pairs i32) (param $room i32) (param $number i32) (result i32)
    (local $first i32) (local $at i32) (local $queryEnd i32) (local $end i32) (local $unequal i64) (local $score f32)
    (global.set $found (i32.const 0))
    (local.set $first (local.get $number))
    (local.set $end (i32.add (local.get $number) (local.get $count)))
    (local.set $queryEnd (i32.add (local.get $query) (local.get $length)))
    (block $done
      (loop $nextRow
        (br_if $done (i32.eq (local.get $number) (local.get $end)))
        (local.set $at (local.get $query))
        (local.set $unequal (i64.const 0))
        (loop $nextPart
          (local.set $unequal
            (i64.add (local.get $unequal)
              (i64.add
                (i64.popcnt (i64.xor (i64.load (local.get $at)) (i64.load (local.get $row))))
                (i64.popcnt (i64.xor (i64.load offset=8 (local.get $at)) (i64.load offset=8 (local.get $row)))))))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $nextPart (i32.lt_u (local.get $at) (local.get $queryEnd))))
        (local.set $score (f32.convert_i64_s (i64.sub (i64.const 0) (local.get $unequal))))
        (if (f32.gt (local.get $score) (local.get $bound))
          (then
            (br_if $done
              (i32.eqz (call $keep (local.get $pairs) (local.get $room) (local.get $number) (local.get $score))))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $nextRow)))
    (i32.sub (local.get $number) (local.get $first)))

  ;; The same for codes of 32 bytes, up to 256 dimensions, a third faster: the query stays in registers.
  (func (export "binary32")
    (param $row i32) (param $count i32) (param $query i32) (param $length i32)
    (param $bound f32) (param $pairs i32) (param $room i32) (param $number i32) (result i32)
    (local $first i32) (local $end i32) (local $score f32)
    (local $query0 i64) (local $query1 i64) (local $query2 i64) (local $query3 i64)
    (global.set $found (i32.const 0))
    (local.set $first (local.get $number))
    (local.set $end (i32.add (local.get $number) (local.get $count)))
    (local.set $query0 (i64.load (local.get $query)))
    (local.set $query1 (i64.load offset=8 (local.get $query)))
    (local.set $query2 (i64.load offset=16 (local.get $query)))
    (local.set $query3 (i64.load offset=24 (local.get $query)))
    (block $done
      (loop $nextRow
        (br_if $done (i32.eq (local.get $number) (local.get $end)))
        (local.set $score
          (f32.convert_i64_s
            (i64.sub (i64.const 0)
              (i64.add
                (i64.add
                  (i64.popcnt (i64.xor (local.get $query0) (i64.load (local.get $row))))
                  (i64.popcnt (i64.xor (local.get $query1) (i64.load offset=8 (local.get $row)))))
                (i64.add
                  (i64.popcnt (i64.xor (local.get $query2) (i64.load offset=16 (local.get $row))))
                  (i64.popcnt (i64.xor (local.get $query3) (i64.load offset=24 (local.get $row)))))))))
        (if (f32.gt (local.get $score) (local.get $bound))
          (then
            (br_if $done
              (i32.eqz (call $keep (local.get $pairs) (local.get $room) (local.get $number) (local.get $score))))))
        (local.set $row (i32.add (local.get $row) (i32.const 32)))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $nextRow)))
    (i32.sub (local.get $number) (local.get $first)))

  ;; A row has a scale (f32) behind its code. Its score is the product of the two codes, whose numbers are from -127 to 127,
  ;; times that scale: two products of two such numbers still fit into 16 bits.
  (func (export "int8")
    (param $row i32) (param $count i32) (param $query i32) (param $length i32)
    (param $bound f32) (param $pairs i32) (param $room i32) (param $number i32) (result i32)
    (local $first i32) (local $at i32) (local $queryEnd i32) (local $end i32) (local $score f32)
    (local $ours v128) (local $theirs v128) (local $sum v128)
    (global.set $found (i32.const 0))
    (local.set $first (local.get $number))
    (local.set $end (i32.add (local.get $number) (local.get $count)))
    (local.set $queryEnd (i32.add (local.get $query) (local.get $length)))
    (block $done
      (loop $nextRow
        (br_if $done (i32.eq (local.get $number) (local.get $end)))
        (local.set $at (local.get $query))
        (local.set $sum (v128.const i64x2 0 0))
        (loop $nextPart
          (local.set $ours (v128.load (local.get $at)))
          (local.set $theirs (v128.load (local.get $row)))
          (local.set $sum
            (i32x4.add (local.get $sum)
              (i32x4.extadd_pairwise_i16x8_s
                (i16x8.add
                  (i16x8.extmul_low_i8x16_s (local.get $ours) (local.get $theirs))
                  (i16x8.extmul_high_i8x16_s (local.get $ours) (local.get $theirs))))))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $nextPart (i32.lt_u (local.get $at) (local.get $queryEnd))))
        ;; The upper two numbers of 32 bits onto the lower two.
        (local.set $sum
          (i32x4.add (local.get $sum)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $sum) (local.get $sum))))
        (local.set $score
          (f32.mul (f32.load (local.get $row))
            (f32.convert_i32_s
              (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum))))))
        (local.set $row (i32.add (local.get $row) (i32.const 4)))
        (if (f32.gt (local.get $score) (local.get $bound))
          (then
            (br_if $done
              (i32.eqz (call $keep (local.get $pairs) (local.get $room) (local.get $number) (local.get $score))))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $nextRow)))
    (i32.sub (local.get $number) (local.get $first))))
